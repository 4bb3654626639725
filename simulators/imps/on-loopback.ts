import type { TestContext } from 'node:test'
import { systemClock, type Clock } from '../../protocols/clock.ts'
import { capabilityList } from '../../protocols/ssp/capability-list.ts'
import type { Primitive, Transaction } from '../../protocols/ssp/document.ts'
import { SspEndpoint } from '../../protocols/ssp/endpoint.ts'
import { status } from '../../protocols/ssp/status.ts'
import { noTap } from '../../protocols/wire/tap.ts'
import { noObserver, type PeerObserver } from '../observer.ts'
import { Inbox, type Bound } from '../wait.ts'
import { ImpsServer } from './imps-server.ts'
import type { ImpsBounds, ImpsUser, ImpsUserData } from './interface.ts'

/** What tests of the IMPS server peer stand on: a server and, where an IWF would be, an end of SSP. */

const local = { host: '127.0.0.1', port: 0 }
const patience: Bound = { ms: 2000, clause: 'the test' }
export const impatience: Bound = { ms: 150, clause: 'the test' }

/** A client that says what kind of client it is. */
export const phone = capabilityList({ clientType: 'MOBILE_PHONE' })

export interface LoopbackServer {
  readonly server: ImpsServer
  readonly url: string
  readonly user: (name: string, data?: ImpsUserData, observer?: PeerObserver) => ImpsUser
}

export interface LoopbackOptions {
  readonly domain?: string
  readonly clock?: Clock
  readonly bounds?: Partial<ImpsBounds>
  readonly answerMode?: 'post' | 'response'
}

/** An IMPS server peer on a free port, closed at the end of the test. */
export async function impsServer(t: TestContext, options: LoopbackOptions = {}): Promise<LoopbackServer> {
  const { domain = 'imps.example', clock = systemClock, bounds = {}, answerMode = 'post' } = options
  const server = new ImpsServer({
    domain,
    local,
    binding: 'project',
    bounds: { asked: patience, answered: patience, setUpStep: patience, ...bounds },
    setUpStepWithin: 1000,
    tap: noTap,
    clock,
    answerMode,
  })
  t.after(() => server.close())
  const url = await server.listen()
  return {
    server,
    url,
    user: (name, data = { clients: [phone] }, observer = noObserver) => server.user({ name, data, observer }),
  }
}

/** The IWF's end of SSP in the hands of a test. */
export interface Gateway {
  readonly endpoint: SspEndpoint
  /** Bodies of the POSTs that came, as text. */
  readonly bodies: readonly string[]
  /** The next request of the server. */
  readonly received: () => Promise<Transaction>
  /** What the server answers; undefined when nothing comes within `within` milliseconds. */
  readonly ask: (primitive: Primitive, within?: number) => Promise<Primitive | undefined>
}

/** Opens it for sip.example; the server aims at it. It answers requests with the given code, 200 if none. */
export async function gateway(t: TestContext, { server, url }: LoopbackServer, code = 200): Promise<Gateway> {
  const bodies: string[] = []
  const requests = new Inbox<Transaction>(systemClock, noObserver)
  const endpoint = await SspEndpoint.open({
    domain: 'sip.example',
    listen: local,
    peers: { [server.domain]: url },
    tap: noTap,
    clock: systemClock,
    hooks: {
      receivedHttp: ({ request }) => {
        bodies.push(request.body.toString())
        return undefined
      },
    },
    onRequest: ({ transaction }, reply) => {
      requests.add(transaction)
      const { primitive } = transaction
      if (primitive.name !== 'SendMessageRequest') return code
      const { messageId } = primitive.message
      const named = messageId === undefined ? {} : { messageId }
      void reply.answer({ name: 'SendMessageResponse', ...named, status: status(code) })
      return undefined
    },
  })
  t.after(() => endpoint.close())
  const { host, port } = endpoint.address
  server.aimAt({ domain: 'sip.example', url: `http://${host}:${port}/` })
  return {
    endpoint,
    bodies,
    received: () => requests.take('request of the server', patience),
    async ask(primitive, within = 2000) {
      const outcome = await endpoint.request(server.domain, primitive, { within }).outcome
      return outcome.kind === 'answer' ? outcome.transaction.primitive : undefined
    },
  }
}
