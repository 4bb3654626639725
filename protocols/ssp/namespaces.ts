/** Written on every document (`decisions` 6: other spellings are understood, none but this is written). */
export const sspNamespace = 'http://www.openmobilealliance.org/DTD/WV-SSP1.3'

/** Written on PresenceSubList. */
export const presenceNamespace = 'http://www.openmobilealliance.org/DTD/IMPS-PA1.3'

/** Spellings of the SSP namespace that are met; `undefined` stands for none. */
export const understoodNamespaces: readonly (string | undefined)[] = [
  sspNamespace,
  'http://www.openmobilealliance.org/DTD/IMPS-SSP1.3',
  'http://www.openmobilealliance.org/DTD/WV-SSP1.2',
  'http://www.wireless-village.org/SSP1.1',
  undefined,
]

/** `IANA media type`; the second form is older and its use a remark (`decisions` 14). */
export const sspMediaType = 'application/vnd.wv.ssp+xml'
export const olderSspMediaType = 'application/vnd.wv.ssp.xml'

/** The Content-Type of every document that we send. */
export const sspContentType = `${sspMediaType}; charset=utf-8`

/** Whether a Content-Type names SSP: compared by its beginning, without case, parameters ignored. */
export function isSspContentType(contentType: string): boolean {
  const type = contentType.trimStart().toLowerCase()
  return type.startsWith(sspMediaType) || type.startsWith(olderSspMediaType)
}
