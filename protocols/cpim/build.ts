import { escapeCpim } from './escape.ts'
import { cpimHeader, mimeHeader, type CpimHeader, type CpimMessage, type MimeHeader } from './message.ts'

/** What goes into a message; texts are plain and are escaped here (RFC 3862 §2.3). */
export interface CpimContents {
  readonly from: { readonly uri: string; readonly name?: string | undefined }
  readonly to: { readonly uri: string; readonly name?: string | undefined }
  /** RFC 3339, e.g. `2026-11-22T10:00:00Z`. */
  readonly dateTime?: string | undefined
  readonly subject?: string | undefined
  /** More message headers, as they are written; an NS header must precede its prefix (RFC 3862 §3.4). */
  readonly headers?: readonly CpimHeader[]
  readonly contentType: string
  /** More MIME headers, such as `Content-Disposition: notification` (RFC 5438 §7.1.1.1). */
  readonly mimeHeaders?: readonly MimeHeader[]
  readonly content: Buffer | string
}

/** A well-formed CPIM message with From and To, which MSRP senders must include (RFC 4975 §13). */
export function buildCpim(contents: CpimContents): CpimMessage {
  const { dateTime, subject, content } = contents
  return {
    headers: [
      cpimHeader('From', address(contents.from)),
      cpimHeader('To', address(contents.to)),
      ...(dateTime === undefined ? [] : [cpimHeader('DateTime', dateTime)]),
      ...(subject === undefined ? [] : [cpimHeader('Subject', escapeCpim(subject))]),
      ...(contents.headers ?? []),
    ],
    mimeHeaders: [mimeHeader('Content-Type', contents.contentType), ...(contents.mimeHeaders ?? [])],
    content: typeof content === 'string' ? Buffer.from(content) : content,
  }
}

function address({ uri, name }: CpimContents['from']): string {
  // What a URI may not hold is percent-encoded, so that it cannot end its brackets or line (RFC 3986 §2).
  const safe = uri.replace(/[^!#-;=?-[\]_a-z~]/gu, character => encodeURIComponent(character))
  if (name === undefined || name === '') return `<${safe}>`
  const plain = /^[!#-'*+\-.^-`|~A-Za-z0-9\u00a0-\uffff]+(?: [!#-'*+\-.^-`|~A-Za-z0-9\u00a0-\uffff]+)*$/.test(name)
  return plain ? `${name} <${safe}>` : `"${escapeCpim(name).replaceAll('"', '\\"')}" <${safe}>`
}
