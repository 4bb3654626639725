/** Documents that attack whoever reads them, made of proper ones. Each says what it is in the record by its name. */
export interface HostileXml {
  readonly id: string
  /** `place` tells where the canary is. */
  readonly spoil: (document: string, place: { readonly page: string; readonly file: string }) => Buffer
}

/** Puts a document type declaration before the root, and a reference to an entity into the content. */
const withDoctype = (document: string, internal: string, reference = '&evil;'): Buffer =>
  Buffer.from(
    document
      .replace(/<WV-SSP-Message/, `<!DOCTYPE WV-SSP-Message ${internal}>\n$&`)
      .replace(/(<ContentData[^>]*>|<StatusDescription>)/, `$1${reference}`),
  )

const NESTED = 100_000
const ATTRIBUTE = 10 * 1024 * 1024

/** Into the first element that stands in a transaction. */
const inside = (document: string, more: string): Buffer =>
  Buffer.from(document.replace(/<\/(SendMessageRequest|GetClientCapabilityResponse)>/, `${more}$&`))

/** Each entity twice the one before: 2^30 characters in the end. */
const bomb = (): string => {
  const entities = Array.from({ length: 30 }, (_, index) =>
    index === 0 ? '<!ENTITY e0 "ha">' : `<!ENTITY e${index} "&e${index - 1};&e${index - 1};">`,
  )
  return `[${entities.join('')}<!ENTITY evil "&e29;">]`
}

export const hostileXml: readonly HostileXml[] = [
  {
    id: 'external-entity-file',
    spoil: (document, { file }) => withDoctype(document, `[<!ENTITY evil SYSTEM "${file}">]`),
  },
  {
    id: 'external-entity-http',
    spoil: (document, { page }) => withDoctype(document, `[<!ENTITY evil SYSTEM "${page}/entity">]`),
  },
  {
    id: 'external-document-type',
    spoil: (document, { page }) => withDoctype(document, `SYSTEM "${page}/dtd"`, ''),
  },
  {
    id: 'external-parameter-entity',
    spoil: (document, { page }) => withDoctype(document, `[<!ENTITY % evil SYSTEM "${page}/parameter"> %evil;]`, ''),
  },
  { id: 'entity-bomb', spoil: document => withDoctype(document, bomb()) },
  { id: 'huge-attribute', spoil: document => inside(document, `<Novelty a="${'x'.repeat(ATTRIBUTE)}"/>`) },
  { id: 'deep-nesting', spoil: document => inside(document, '<d>'.repeat(NESTED) + '</d>'.repeat(NESTED)) },
  {
    id: 'invalid-utf-8',
    spoil: document => {
      const octets = inside(document, '<Novelty>\u0001</Novelty>')
      octets[octets.indexOf(1)] = 0xff
      return octets
    },
  },
]
