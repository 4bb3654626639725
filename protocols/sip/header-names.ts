/** Compact forms: RFC 3261 §7.3.3 and the registry of header fields that grew from it. */
const compactForms: Readonly<Record<string, string>> = {
  a: 'accept-contact', // RFC 3841
  b: 'referred-by', // RFC 3892
  c: 'content-type',
  d: 'request-disposition', // RFC 3841
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact', // RFC 3841
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  n: 'identity-info', // RFC 4474
  o: 'event', // RFC 6665
  r: 'refer-to', // RFC 3515
  s: 'subject',
  t: 'to',
  u: 'allow-events', // RFC 6665
  v: 'via',
  x: 'session-expires', // RFC 4028
  y: 'identity', // RFC 4474
}

/** Header fields whose value is a comma-separated list, so that fields and commas mean the same (RFC 3261 §7.3.1). */
const listHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-contact',
  'accept-encoding',
  'accept-language',
  'alert-info',
  'allow',
  'allow-events',
  'call-info',
  'contact',
  'content-encoding',
  'content-language',
  'error-info',
  'in-reply-to',
  'p-asserted-identity',
  'p-associated-uri',
  'p-preferred-identity',
  'path',
  'proxy-require',
  'reason',
  'record-route',
  'reject-contact',
  'request-disposition',
  'require',
  'resource-priority',
  'route',
  'security-client',
  'security-server',
  'security-verify',
  'service-route',
  'supported',
  'unsupported',
  'via',
  'warning',
])

/** Spellings met so often that lower-casing them each time would show in a profile. */
const spellings = new Map<string, string>()
for (const [compact, name] of Object.entries(compactForms)) {
  spellings.set(compact, name)
  spellings.set(compact.toUpperCase(), name)
}
const frequent =
  'Via From To Call-ID CSeq Max-Forwards Contact Content-Length Content-Type Route Record-Route Allow Supported ' +
  'Require Accept User-Agent Server Expires P-Asserted-Identity Accept-Contact Timestamp Session-Expires Min-SE'
for (const name of frequent.split(' ')) spellings.set(name, name.toLowerCase())

/**
 * The long form of a header name in lower case: `v`, `V`, `via` and `Via` are all `via`. Unknown names come back in
 * lower case. Two names denote the same header field exactly when their canonical names are equal (RFC 3261 §7.3.1,
 * §7.3.3).
 */
export function canonicalHeaderName(name: string): string {
  return spellings.get(name) ?? name.toLowerCase()
}

/** Whether the header field is defined as a comma-separated list; takes a name as written or canonical. */
export function isListHeader(name: string): boolean {
  return listHeaders.has(canonicalHeaderName(name))
}
