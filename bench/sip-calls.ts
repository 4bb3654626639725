/** Speed of the SIP stack: whole calls with transactions and dialogs, both ends in this process, over real sockets. */
import { systemClock } from '../protocols/clock.ts'
import { AcceptedResponseRetransmission } from '../protocols/sip/accepted-response-retransmission.ts'
import { request, response } from '../protocols/sip/build.ts'
import { Dialog, type DialogEndpoint } from '../protocols/sip/dialog.ts'
import { Dialogs } from '../protocols/sip/dialogs.ts'
import type { SipFlow, SipTransportName } from '../protocols/sip/flow.ts'
import { newBranch, newCallId, newTag } from '../protocols/sip/identifiers.ts'
import { openSipTransport } from '../protocols/sip/open-transport.ts'
import { serialiseSip } from '../protocols/sip/serialise.ts'
import { TransactionLayer, type IncomingRequest } from '../protocols/sip/transaction-layer.ts'
import type { SipTransport } from '../protocols/sip/transport.ts'
import { viaValue } from '../protocols/sip/via.ts'
import { noTap, type Tap } from '../protocols/wire/tap.ts'

export interface SipCallsResult {
  readonly calls: number
  /** Calls that ended in any way but 200 to BYE. */
  readonly failed: number
  readonly seconds: number
  readonly callsPerSecond: number
}

export interface SipCallsOptions {
  readonly transport: SipTransportName
  readonly calls: number
  /** Calls in progress at the same time. */
  readonly concurrency: number
  /** Records both ends; nothing unless given. */
  readonly tap?: Tap
}

const timers = { T1: 500, T2: 4000, T4: 5000 }
const sdp = [
  'v=0',
  'o=- 3900000000 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=message 2855 TCP/MSRP *',
  'a=path:msrp://127.0.0.1:2855/k3Yd8QpLr0VwZx71;tcp',
  'a=accept-types:message/cpim text/plain',
  '',
].join('\r\n')

/** INVITE, 200, ACK, BYE, 200, `calls` times. */
export async function runSipCalls(options: SipCallsOptions): Promise<SipCallsResult> {
  const open = () =>
    openSipTransport({
      owner: 'bench',
      local: { host: '127.0.0.1', port: 0 },
      connectWithin: 1000,
      tap: options.tap ?? noTap,
    })
  const [near, far] = await Promise.all([open(), open()])
  const callee = new Callee(far, options.transport)
  const caller = new Caller(near, options.transport)
  try {
    const flow = await near.flowTo({ transport: options.transport, ...far.address })
    const from = systemClock.now()
    const failed = await caller.call(flow, options.calls, options.concurrency)
    const seconds = (systemClock.now() - from) / 1000
    return { calls: options.calls, failed, seconds, callsPerSecond: (options.calls - failed) / seconds }
  } finally {
    caller.layer.shutdown()
    callee.shutdown()
    await Promise.all([near.close(), far.close()])
  }
}

function endpointOf({ address }: SipTransport, transport: SipTransportName, user: string): DialogEndpoint {
  const contact = `<sip:${user}@${address.host}:${address.port};transport=${transport}>`
  return { transport, ...address, contact }
}

class Callee {
  readonly #layer: TransactionLayer
  readonly #endpoint: DialogEndpoint
  readonly #dialogs = new Dialogs()
  readonly #unacknowledged = new Map<Dialog, AcceptedResponseRetransmission>()

  constructor(transport: SipTransport, name: SipTransportName) {
    this.#endpoint = endpointOf(transport, name, 'bob')
    this.#layer = new TransactionLayer({
      transport,
      clock: systemClock,
      timers,
      tryingAfter: 200,
      user: {
        request: incoming => this.#answer(incoming),
        ack: ({ message }) => {
          const dialog = this.#dialogs.find(message)
          if (dialog) this.#acknowledged(dialog)
        },
        strayResponse: () => undefined,
      },
    })
  }

  shutdown(): void {
    for (const retransmission of this.#unacknowledged.values()) retransmission.stop()
    this.#layer.shutdown()
  }

  #answer({ request, transaction }: IncomingRequest): void {
    if (request.method === 'INVITE') {
      const ok = response(request, 200, {
        toTag: newTag(),
        headers: [
          ['Contact', this.#endpoint.contact],
          ['Content-Type', 'application/sdp'],
        ],
        body: sdp,
      })
      const octets = serialiseSip(ok)
      const dialog = Dialog.ofServer(request, ok, this.#endpoint)
      this.#dialogs.add(dialog)
      transaction.respond(ok, octets)
      const resend = () => void transaction.respond(ok, octets)
      const unacknowledged = () => this.#dialogs.remove(dialog)
      const retransmission = new AcceptedResponseRetransmission({ clock: systemClock, timers, resend, unacknowledged })
      this.#unacknowledged.set(dialog, retransmission)
      return
    }
    const dialog = this.#dialogs.find(request)
    const facts = dialog?.checkIncoming(request)
    if (!dialog || facts?.sequence === 'lower') {
      transaction.respond(response(request, dialog ? 500 : 481))
      return
    }
    dialog.acceptIncoming(request)
    transaction.respond(response(request, 200))
    this.#acknowledged(dialog)
    this.#dialogs.remove(dialog)
  }

  #acknowledged(dialog: Dialog): void {
    this.#unacknowledged.get(dialog)?.stop()
    this.#unacknowledged.delete(dialog)
  }
}

class Caller {
  readonly layer: TransactionLayer
  readonly #endpoint: DialogEndpoint

  constructor(transport: SipTransport, name: SipTransportName) {
    this.#endpoint = endpointOf(transport, name, 'alice')
    this.layer = new TransactionLayer({
      transport,
      clock: systemClock,
      timers,
      user: { request: () => undefined, ack: () => undefined, strayResponse: () => undefined },
    })
  }

  /** Resolves with the number of calls that failed. */
  call(flow: SipFlow, calls: number, concurrency: number): Promise<number> {
    return new Promise(resolve => {
      let begun = 0
      let over = 0
      let failed = 0
      const begin = () => {
        if (begun === calls) return
        begun++
        this.#one(flow, succeeded => {
          if (!succeeded) failed++
          if (++over === calls) resolve(failed)
          else begin()
        })
      }
      for (let i = 0; i < concurrency; i++) begin()
    })
  }

  #one(flow: SipFlow, done: (succeeded: boolean) => void): void {
    const { transport, host, port, contact } = this.#endpoint
    const target = `sip:bob@${flow.remote.host}:${flow.remote.port}`
    const failing = { timedOut: () => done(false), failed: () => done(false) }
    const invite = request({
      method: 'INVITE',
      requestUri: target,
      headers: [
        ['Via', viaValue(transport.toUpperCase(), host, port, newBranch())],
        ['Max-Forwards', '70'],
        ['From', `<sip:alice@${host}>;tag=${newTag()}`],
        ['To', `<${target}>`],
        ['Call-ID', newCallId()],
        ['CSeq', '1 INVITE'],
        ['Contact', contact],
        ['Content-Type', 'application/sdp'],
      ],
      body: sdp,
    })
    let dialog: Dialog | undefined
    this.layer.request(invite, flow, {
      ...failing,
      response: ({ message: ok }) => {
        if (ok.status < 200) return
        if (ok.status >= 300) {
          done(false)
          return
        }
        const known = dialog !== undefined
        dialog ??= Dialog.ofClient(invite, ok, this.#endpoint)
        flow.send(serialiseSip(dialog.makeAck(ok)))
        if (known) return
        this.layer.request(dialog.makeRequest('BYE'), flow, {
          ...failing,
          response: ({ message }) => {
            if (message.status >= 200) done(message.status === 200)
          },
        })
      },
    })
  }
}

/** Run as a program: `node --import tsx bench/sip-calls.ts [calls] [concurrency]`. */
if (process.argv[1] === import.meta.filename) {
  const [calls = 20_000, concurrency = 50] = process.argv.slice(2).map(Number)
  for (const transport of ['udp', 'tcp'] as const) {
    const { callsPerSecond, failed } = await runSipCalls({ transport, calls, concurrency })
    process.stdout.write(`${transport}: ${Math.round(callsPerSecond)} calls/s, ${failed} failed\n`)
  }
}
