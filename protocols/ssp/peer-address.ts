import { resolveSrv } from 'node:dns/promises'
import type { Address } from '../wire/tap.ts'

/** Where the documents for a domain are posted. */
export interface PeerAddress extends Address {
  /** Whether the URL is `https:`. */
  readonly secure: boolean
  /** Path and query of the URL. */
  readonly target: string
}

/** No address is known for a domain, or its URL cannot be used. */
export class PeerAddressError extends Error {
  override readonly name = 'PeerAddressError'
  readonly code = 'no-peer-address'
}

/** Takes an `http:` or `https:` URL apart. Throws a {@link PeerAddressError} for anything else. */
export function peerAddress(url: string): PeerAddress {
  const { protocol, hostname, port, pathname, search } = URL.canParse(url) ? new URL(url) : new URL('invalid:')
  const secure = protocol === 'https:'
  if (!secure && protocol !== 'http:')
    throw new PeerAddressError(`"${url}" is not an http: or https: URL; write http://host:port/`)
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port !== '' ? Number(port) : secure ? 443 : 80,
    secure,
    target: `${pathname}${search}`,
  }
}

/** The URL that DNS gives for a domain: SRV `_imps-server._tcp`, lowest priority first, then by weight (`imps-ssp` §3). */
export async function lookUpPeer(domain: string, random: () => number = Math.random): Promise<string | undefined> {
  const records = await resolveSrv(`_imps-server._tcp.${domain}`).catch(() => [])
  const lowest = Math.min(...records.map(({ priority }) => priority))
  const best = records.filter(({ priority }) => priority === lowest)
  let left = random() * best.reduce((total, { weight }) => total + weight, 0)
  const chosen = best.find(({ weight }) => (left -= weight) < 0) ?? best[0]
  return chosen && `http://${chosen.name}:${chosen.port}/`
}
