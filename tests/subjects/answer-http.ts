import { httpResponse } from '../../protocols/http/serialise.ts'
import { listenForHttp } from '../../protocols/http/server.ts'
import { noTap, type Address } from '../../protocols/wire/tap.ts'

/** Listens for HTTP and answers each request with the status and nothing else; undefined is no answer, ever. */
export async function answerHttp(local: Address, status: number | undefined): Promise<void> {
  await listenForHttp({ owner: 'subject', local, tap: noTap }, (_, responder) => {
    if (status !== undefined) void responder.respond(httpResponse({ status }))
  })
}
