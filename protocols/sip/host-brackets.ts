/** An IPv6 address as URIs and Via want it; anything else as it is (RFC 3261 §25.1 `IPv6reference`). */
export const withBrackets = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)

/** An IPv6 address as sockets want it. */
export const withoutBrackets = (host: string): string =>
  host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host
