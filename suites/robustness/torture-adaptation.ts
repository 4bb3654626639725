import type { Torture } from './torture.ts'

/** Where a torture test is sent, and from where. */
export interface Adaptation {
  /** `host:port` to which responses come. */
  readonly sentBy: string
  /** Domain that the implementation serves. */
  readonly domain: string
  /** Occurs nowhere else. */
  readonly token: string
}

/**
 * The octets with what ties them to the addresses of the RFC replaced, and nothing else: domain and user of the
 * Request-URI, transport and sent-by of the topmost Via, and the ids, which get a token, so that two of them are never
 * taken for one. Addresses that a test is about stay; a Via of the sender's own then comes before theirs.
 */
export function adapted({ octets, keepsAddresses, transport }: Torture, place: Adaptation): Buffer {
  const { sentBy, domain, token } = place
  const text = octets.toString('latin1')
  const end = text.indexOf('\r\n')
  const start = text.slice(0, end)
  const isResponse = start.startsWith('SIP/')
  const line = isResponse ? start : start.replace(/@(?!\[)[^\s;?>:]+/, `${token}@${domain}`)
  const protocol = transport.toUpperCase()
  const own = `\r\nVia: SIP/2.0/${protocol} ${sentBy};branch=z9hG4bK${token}`
  const rest = text.slice(end).replace(/^((?:call-id|i)[ \t]*:\s*)(\S+)/im, `$1${token}$2`)
  return Buffer.from(line + (keepsAddresses ? own + rest : throughSender(rest, protocol, place)), 'latin1')
}

const throughSender = (headers: string, protocol: string, { sentBy, token }: Adaptation): string =>
  headers
    .replace(
      /^((?:via|v)[ \t]*:\s*SIP\s*\/\s*[\d.]+\s*\/\s*)([\w%-]+)(\s+)([^;,\s]+)/im,
      (_, before: string, _transport: string, space: string) => before + protocol + space + sentBy,
    )
    .replace(/(branch\s*=\s*[^;,\s]+)/i, `$1${token}`)
