import type { Clock } from '../clock.ts'
import { HttpClient, HttpError, type ReceivedResponse } from '../http/client.ts'
import { httpRequest, type HeaderList } from '../http/serialise.ts'
import type { Tap, WireReference } from '../wire/tap.ts'
import type { TlsOptions } from '../wire/tls.ts'
import { sspContentType } from './namespaces.ts'
import { lookUpPeer, peerAddress, PeerAddressError, type PeerAddress } from './peer-address.ts'

/** What became of one POST. */
export type PostOutcome =
  | { readonly kind: 'accepted'; readonly status: number; readonly answer: ReceivedResponse }
  | { readonly kind: 'http-error'; readonly status: number; readonly answer: ReceivedResponse }
  | {
      readonly kind: 'unreachable' | 'closed' | 'timeout' | 'malformed'
      readonly because: string
    }

/** One POST under way. */
export interface Post {
  /** The body. */
  readonly octets: Buffer
  /** Where its octets are recorded; undefined when they were never written. */
  readonly wire: Promise<WireReference | undefined>
  /** Never rejects. */
  readonly outcome: Promise<PostOutcome>
}

export interface PostOptions {
  /** Milliseconds until the HTTP response must be there. */
  readonly within: number
  /** Written into x-wv-transactionid when it is visible ASCII (`decisions` 28). */
  readonly transactionId?: string
  /** Written into x-wv-sessionid. */
  readonly sessionId?: string
  /** Instead of the media type of SSP. */
  readonly contentType?: string
  /** Further header fields. */
  readonly headers?: HeaderList
}

export interface PosterOptions {
  readonly owner: string
  readonly tap: Tap
  readonly clock: Clock
  /** URL by domain. */
  readonly peers: Readonly<Record<string, string>>
  /** Finds the URL of a domain that is not configured; by default through DNS. */
  readonly resolve?: (domain: string) => Promise<string | undefined>
  /** For peers with `https:` URLs, which cannot be used without. */
  readonly tls?: TlsOptions | undefined
}

/** Posts documents to the servers of other domains over persistent connections. */
export class DocumentPoster {
  readonly #options: PosterOptions
  readonly #urls = new Map<string, string>()
  readonly #clients = new Map<string, HttpClient>()
  #closed = false

  constructor(options: PosterOptions) {
    this.#options = options
    for (const [domain, url] of Object.entries(options.peers)) this.setPeer(domain, url)
  }

  /** Sets or changes the URL of a domain. Throws a {@link PeerAddressError} when it cannot be used. */
  setPeer(domain: string, url: string): void {
    this.#tlsFor(peerAddress(url))
    this.#urls.set(domain.toLowerCase(), url)
  }

  /** Whether the URL of a domain is configured. */
  knows(domain: string): boolean {
    return this.#urls.has(domain.toLowerCase())
  }

  /** Posts octets as the body of a request of ours. */
  post(domain: string, octets: Buffer, options: PostOptions): Post {
    const { transactionId, sessionId, contentType = sspContentType, headers = [], within } = options
    const sending = this.#peer(domain).then(({ client, address }) => {
      const request = httpRequest({
        method: 'POST',
        target: address.target,
        host: hostOf(address),
        headers: [
          ['Content-Type', contentType],
          ...(sessionId !== undefined && isVisible(sessionId) ? ([['x-wv-sessionid', sessionId]] as const) : []),
          ...(transactionId !== undefined && isVisible(transactionId)
            ? ([['x-wv-transactionid', transactionId]] as const)
            : []),
          ...headers,
        ],
        body: octets,
      })
      return client.send(request, { within })
    })
    return {
      octets,
      wire: sending.then(({ sent }) => sent).catch(() => undefined),
      outcome: sending.then(({ response }) => response).then(accepted, failed),
    }
  }

  /** Sends octets as they are to the server of a domain: a whole HTTP request, however wrong. */
  sendVerbatim(domain: string, octets: Buffer, within: number): Post {
    const sending = this.#peer(domain).then(({ client }) => client.send(octets, { within }))
    return {
      octets,
      wire: sending.then(({ sent }) => sent).catch(() => undefined),
      outcome: sending.then(({ response }) => response).then(accepted, failed),
    }
  }

  close(): void {
    this.#closed = true
    for (const client of this.#clients.values()) client.close()
  }

  async #peer(domain: string): Promise<{ client: HttpClient; address: PeerAddress }> {
    const { owner, tap, clock, resolve = lookUpPeer } = this.#options
    const url = this.#urls.get(domain.toLowerCase()) ?? (await resolve(domain))
    if (url === undefined)
      throw new PeerAddressError(`no URL is configured for ${domain} and DNS has no _imps-server._tcp record for it`)
    const address = peerAddress(url)
    const tls = this.#tlsFor(address)
    const key = `${tls ? 'https' : 'http'} ${hostOf(address)}`
    let client = this.#clients.get(key)
    if (!client) {
      client = new HttpClient({ owner, remote: address, tap, tls, clock, connections })
      this.#clients.set(key, client)
    }
    if (this.#closed) client.close()
    return { client, address }
  }

  #tlsFor({ secure, host }: PeerAddress): TlsOptions | undefined {
    if (!secure) return undefined
    const { tls } = this.#options
    if (!tls) throw new PeerAddressError(`https to ${host} needs trust anchors: give \`tls\`, or an http: URL`)
    return tls
  }
}

/** Many, since a peer that answers in the HTTP response keeps a connection busy until its answer is there. */
const connections = 64

const hostOf = ({ host, port }: PeerAddress) => `${host.includes(':') ? `[${host}]` : host}:${port}`

const isVisible = (text: string) => /^[!-~]{1,256}$/.test(text)

function accepted(answer: ReceivedResponse): PostOutcome {
  const { status } = answer.response
  return { kind: status >= 200 && status < 300 ? 'accepted' : 'http-error', status, answer }
}

function failed(error: unknown): PostOutcome {
  const because = error instanceof Error ? error.message : 'the request could not be sent'
  if (!(error instanceof HttpError)) return { kind: 'unreachable', because }
  switch (error.code) {
    case 'closed-without-answer':
      return { kind: 'closed', because }
    case 'timeout':
      return { kind: 'timeout', because }
    case 'malformed':
      return { kind: 'malformed', because }
    case 'refused':
    case 'client-closed':
      return { kind: 'unreachable', because }
  }
}
