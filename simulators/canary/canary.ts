import { httpResponse } from '../../protocols/http/serialise.ts'
import { listenForHttp, type HttpServer } from '../../protocols/http/server.ts'
import type { Address, Tap } from '../../protocols/wire/tap.ts'

/** Name of the canary in the record. */
export const CANARY = 'canary'

/**
 * A web server that nobody has a reason to visit. Its address stands in hostile documents: a visitor has followed what
 * they refer to, and the record shows the visit.
 */
export class Canary {
  readonly #server: HttpServer

  private constructor(server: HttpServer) {
    this.#server = server
  }

  /** Opens it at any free port; it gives everybody `text`. Rejects with a `WireError` when it cannot listen. */
  static async open(options: { readonly host: string; readonly text: string; readonly tap: Tap }): Promise<Canary> {
    const { host, text, tap } = options
    const server = await listenForHttp({ owner: CANARY, local: { host, port: 0 }, tap }, (_, responder) => {
      const headers = [['Content-Type', 'text/plain']] as const
      void responder.respond(httpResponse({ status: 200, headers, body: Buffer.from(text) }))
    })
    return new Canary(server)
  }

  get address(): Address {
    return this.#server.address
  }

  /** The address of a page, by which the record tells who was sent there. */
  url(page: string): string {
    const { host, port } = this.address
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}/${page}`
  }

  close(): Promise<void> {
    return this.#server.close()
  }
}
