import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ManualClock } from '../clock.ts'
import type { SipFlow, SipTransportName } from './flow.ts'
import { firstHeaderValue } from './headers.ts'
import { cancelOf, nonSuccessAck } from './hop-request.ts'
import type { SipMessage } from './message.ts'
import { parseSip } from './parse.ts'
import { sampleRequest, sampleResponse, type SampleOptions } from './sample-messages.ts'
import { serialiseSip } from './serialise.ts'
import { TransactionError } from './server-transaction.ts'
import { defaultSipTimers } from './timers.ts'
import { TransactionLayer, type IncomingRequest } from './transaction-layer.ts'
import type { SipTransport, SipTransportWatcher } from './transport.ts'

/** Records what is sent, and where to. */
class RecordingFlow implements SipFlow {
  readonly transport: SipTransportName
  readonly reliable: boolean
  readonly local = { host: '192.0.2.20', port: 5060 }
  readonly remote
  open = true
  readonly #sent: string[]

  constructor(transport: SipTransportName, host: string, port: number, sent: string[]) {
    this.transport = transport
    this.reliable = transport === 'tcp'
    this.remote = { host, port }
    this.#sent = sent
  }
  send(octets: Buffer): number {
    const { message } = parseSip(octets)
    const what = message?.kind === 'request' ? message.method : String(message?.status)
    return this.#sent.push(`${what} ${this.transport} ${this.remote.host}:${this.remote.port}`)
  }
  sendInPieces(octets: Buffer): number {
    return this.send(octets)
  }
}

function layer(options: { tryingAfter?: number } = {}) {
  const clock = new ManualClock()
  const sent: string[] = []
  const flows = new Map<string, RecordingFlow>()
  const flowTo = (transport: SipTransportName, host: string, port: number) => {
    const key = `${transport} ${host} ${port}`
    const flow = flows.get(key) ?? new RecordingFlow(transport, host, port, sent)
    flows.set(key, flow)
    return flow
  }
  let watcher: SipTransportWatcher | undefined
  const transport: SipTransport = {
    address: { host: '192.0.2.20', port: 5060 },
    transports: ['udp', 'tcp'],
    watch: given => (watcher = given),
    openFlow: ({ transport, host, port }) => flowTo(transport, host, port),
    flowTo: ({ transport, host, port }) => Promise.resolve(flowTo(transport, host, port)),
    send: () => Promise.reject(new Error('not used')),
    close: () => Promise.resolve(),
  }
  const requests: IncomingRequest[] = []
  const heard: string[] = []
  const transactions = new TransactionLayer({
    transport,
    clock,
    timers: defaultSipTimers,
    ...options,
    user: {
      request: incoming => requests.push(incoming),
      ack: ({ message }) => heard.push(`ACK ${firstHeaderValue(message, 'cseq') ?? ''}`),
      strayResponse: ({ message }) => heard.push(`stray ${message.status}`),
      unmatchable: () => heard.push('unmatchable'),
      malformed: ({ violations }) => heard.push(`malformed ${violations.length > 0}`),
      transportFailed: ({ error }) => heard.push(error.message),
    },
  })
  const alice = flowTo('udp', '192.0.2.10', 40_123)
  const arrive = (message: SipMessage | Buffer, flow: SipFlow = alice) => {
    const parsed = parseSip(Buffer.isBuffer(message) ? message : serialiseSip(message))
    if (parsed.violations.length > 0) watcher!.malformed!(parsed, flow)
    if (parsed.message) watcher!.message(parsed, flow)
  }
  const silent = { response: () => undefined, timedOut: () => undefined, failed: () => undefined }
  return { clock, sent, requests, heard, transactions, arrive, flowTo, watcher: watcher!, silent }
}

const via = (rest: string) => `SIP/2.0/UDP 10.0.0.1:5062;${rest}`

suite('matching of requests (RFC 3261 §17.2.3)', () => {
  test('a retransmission reaches its transaction, not the user', () => {
    const { arrive, requests, sent } = layer()
    const message = sampleRequest('MESSAGE')
    arrive(message)
    requests[0]!.transaction.respond(sampleResponse(requests[0]!.request, 202))
    arrive(message)
    assert.equal(requests.length, 1)
    assert.deepEqual(sent, ['202 udp 192.0.2.10:5060', '202 udp 192.0.2.10:5060'])
  })

  test('branch, sent-by and method together tell transactions apart', () => {
    const { arrive, requests } = layer()
    arrive(sampleRequest('OPTIONS'))
    arrive(sampleRequest('OPTIONS', { branch: 'z9hG4bKother' }))
    arrive(sampleRequest('OPTIONS', { via: 'SIP/2.0/UDP 192.0.2.10:5062;branch=z9hG4bKa1b2c3' }))
    arrive(sampleRequest('MESSAGE'))
    assert.equal(requests.length, 4)
  })

  test('without the magic cookie: Request-URI, From tag, Call-ID, CSeq and topmost Via', () => {
    const { arrive, requests } = layer()
    const old = (options: SampleOptions) => sampleRequest('OPTIONS', { branch: '1', ...options })
    arrive(old({}))
    arrive(old({}))
    assert.equal(requests.length, 1)
    arrive(old({ sequence: 2 }))
    arrive(old({ callId: 'other' }))
    arrive(old({ fromTag: 'f2' }))
    arrive(old({ requestUri: 'sip:carol@imps.example' }))
    assert.equal(requests.length, 5)
  })

  test('ACK to a non-2xx reaches the INVITE transaction, with the magic cookie and without', () => {
    for (const branch of ['z9hG4bKa1b2c3', '1']) {
      const { arrive, requests, heard, clock } = layer()
      const invite = sampleRequest('INVITE', { branch })
      arrive(invite)
      const { transaction, request } = requests[0]!
      transaction.respond(sampleResponse(request, 486))
      arrive(nonSuccessAck(invite, sampleResponse(invite, 486)))
      assert.equal(transaction.state, 'confirmed')
      assert.deepEqual(heard, [])
      clock.advance(5000)
      assert.equal(transaction.state, 'terminated')
    }
  })

  test('ACK to a 2xx goes to the user, even if it borrows the branch of its INVITE (RFC 6026 §7.1)', () => {
    const { arrive, requests, heard } = layer()
    arrive(sampleRequest('INVITE'))
    requests[0]!.transaction.respond(sampleResponse(requests[0]!.request, 200))
    arrive(sampleRequest('ACK', { branch: 'z9hG4bKown' }))
    arrive(sampleRequest('ACK'))
    assert.deepEqual(heard, ['ACK 1 ACK', 'ACK 1 ACK'])
  })

  test('a CANCEL has a transaction of its own and names the one it means (§9.2)', () => {
    const { arrive, requests } = layer()
    const invite = sampleRequest('INVITE')
    arrive(invite)
    arrive(cancelOf(invite))
    assert.equal(requests.length, 2)
    assert.equal(requests[1]!.cancels, requests[0]!.transaction)
    arrive(cancelOf(sampleRequest('INVITE', { branch: 'z9hG4bKunknown' })))
    assert.equal(requests[2]!.cancels, undefined)
  })

  test('a merged request is recognised while the first is alive (§8.2.2.2)', () => {
    const { arrive, requests, clock } = layer()
    arrive(sampleRequest('INVITE'))
    arrive(sampleRequest('INVITE', { branch: 'z9hG4bKpath2' }))
    arrive(sampleRequest('INVITE', { branch: 'z9hG4bKdialog', toTag: 'b1' }))
    assert.deepEqual(
      requests.map(({ merged }) => merged),
      [false, true, false],
    )
    for (const { transaction, request } of requests) transaction.respond(sampleResponse(request, 486))
    clock.advance(32_000)
    arrive(sampleRequest('INVITE', { branch: 'z9hG4bKlater' }))
    assert.equal(requests[3]!.merged, false)
  })

  test('a request that cannot be matched, and octets with violations, are handed over', () => {
    const { arrive, heard, requests } = layer()
    arrive(Buffer.from('OPTIONS sip:bob@imps.example SIP/2.0\r\nContent-Length: 0\r\n\r\n'))
    assert.deepEqual(heard, ['unmatchable'])
    arrive(Buffer.from('hello\r\n\r\n'))
    assert.deepEqual(heard, ['unmatchable', 'malformed true'])
    assert.equal(requests.length, 0)
  })
})

suite('matching of responses (RFC 3261 §17.1.3)', () => {
  test('by branch and CSeq method', () => {
    const { arrive, heard, transactions, flowTo, silent } = layer()
    const statuses: string[] = []
    const user = (name: string) => ({
      ...silent,
      response: ({ message }: { message: { status: number } }) => statuses.push(`${name} ${message.status}`),
    })
    const invite = sampleRequest('INVITE')
    const cancel = cancelOf(invite)
    const flow = flowTo('udp', '192.0.2.30', 5060)
    transactions.request(invite, flow, user('INVITE'))
    transactions.request(cancel, flow, user('CANCEL'))
    arrive(sampleResponse(cancel, 200))
    arrive(sampleResponse(invite, 487))
    arrive(sampleResponse(sampleRequest('INVITE', { branch: 'z9hG4bKnobody' }), 200))
    assert.deepEqual(statuses, ['CANCEL 200', 'INVITE 487'])
    assert.deepEqual(heard, ['stray 200'])
  })

  test('what cannot be watched over is refused, and says why', () => {
    const { transactions, flowTo, silent } = layer()
    const flow = flowTo('udp', '192.0.2.30', 5060)
    const refused = (code: string) => (error: unknown) => error instanceof TransactionError && error.code === code
    assert.throws(() => transactions.request(sampleRequest('ACK'), flow, silent), refused('not-a-transaction'))
    const noBranch = sampleRequest('OPTIONS', { via: 'SIP/2.0/UDP 192.0.2.10' })
    assert.throws(() => transactions.request(noBranch, flow, silent), refused('no-branch'))
    transactions.request(sampleRequest('OPTIONS'), flow, silent)
    assert.throws(() => transactions.request(sampleRequest('OPTIONS'), flow, silent), refused('branch-in-use'))
  })

  test('a broken connection or an unreachable address fails the transactions that wait on it, and no others', () => {
    const { transactions, flowTo, silent, watcher, heard } = layer()
    const failures: string[] = []
    const user = (name: string) => ({ ...silent, failed: () => failures.push(name) })
    const tcp = flowTo('tcp', '192.0.2.30', 5060)
    const udp = flowTo('udp', '192.0.2.30', 5060)
    transactions.request(sampleRequest('OPTIONS', { branch: 'z9hG4bK1' }), tcp, user('tcp'))
    transactions.request(sampleRequest('OPTIONS', { branch: 'z9hG4bK2' }), udp, user('udp'))
    const error = new Error('reset')
    watcher.failed!({ transport: 'tcp', remote: tcp.remote, flow: tcp, error })
    assert.deepEqual(failures, ['tcp'])
    watcher.failed!({ transport: 'udp', remote: udp.remote, flow: undefined, error })
    assert.deepEqual(failures, ['tcp', 'udp'])
    assert.deepEqual(heard, ['reset', 'reset'])
  })
})

suite('responses (RFC 3261 §18.2)', () => {
  test('the topmost Via of what they are built from has received and rport (RFC 3581 §4); what arrived is untouched', () => {
    const { arrive, requests, sent } = layer()
    arrive(sampleRequest('OPTIONS', { via: `${via('branch=z9hG4bK1;rport')}, ${via('branch=z9hG4bK0')}` }))
    const { received, request, transaction } = requests[0]!
    const stamped = via('branch=z9hG4bK1;rport=40123;received=192.0.2.10')
    assert.equal(firstHeaderValue(request, 'via'), stamped)
    assert.equal(request.headers[0]!.value, `${stamped}, ${via('branch=z9hG4bK0')}`)
    assert.equal(firstHeaderValue(received.message, 'via'), via('branch=z9hG4bK1;rport'))
    transaction.respond(sampleResponse(request, 200))
    assert.deepEqual(sent, ['200 udp 192.0.2.10:40123'])
  })

  test('without rport to the port of sent-by', () => {
    const { arrive, requests, sent } = layer()
    arrive(sampleRequest('OPTIONS', { via: via('branch=z9hG4bK1') }))
    requests[0]!.transaction.respond(sampleResponse(requests[0]!.request, 200))
    assert.deepEqual(sent, ['200 udp 192.0.2.10:5062'])
  })

  test('over TCP on the connection of the request, or on another when that is gone', () => {
    const { arrive, requests, sent, flowTo } = layer()
    const flow = flowTo('tcp', '192.0.2.10', 40_999)
    arrive(sampleRequest('INVITE', { via: via('branch=z9hG4bK1') }), flow)
    const { transaction, request } = requests[0]!
    transaction.respond(sampleResponse(request, 180))
    flow.open = false
    transaction.respond(sampleResponse(request, 200))
    assert.deepEqual(sent, ['180 tcp 192.0.2.10:40999', '200 tcp 192.0.2.10:5062'])
  })

  test('100 by itself after `tryingAfter`; none, and no timer for it, when the user answers at once', () => {
    const { arrive, clock, sent, requests } = layer({ tryingAfter: 200 })
    arrive(sampleRequest('INVITE'))
    clock.advance(200)
    assert.deepEqual(sent, ['100 udp 192.0.2.10:5060'])
    requests[0]!.transaction.terminate()
    assert.equal(clock.running, 0)
  })
})

suite('life of transactions', () => {
  test('shutdown leaves no transaction and no timer', () => {
    const { arrive, clock, transactions, flowTo, silent } = layer({ tryingAfter: 200 })
    arrive(sampleRequest('INVITE'))
    arrive(sampleRequest('MESSAGE'))
    transactions.request(sampleRequest('INVITE'), flowTo('udp', '192.0.2.30', 5060), silent)
    transactions.request(sampleRequest('OPTIONS'), flowTo('tcp', '192.0.2.30', 5060), silent)
    assert.equal(transactions.size, 4)
    assert.ok(clock.running > 0)
    transactions.shutdown()
    assert.equal(transactions.size, 0)
    assert.equal(clock.running, 0)
  })

  test('a transaction that is over is forgotten', () => {
    const { arrive, clock, requests, transactions, flowTo, silent } = layer()
    arrive(sampleRequest('MESSAGE'))
    requests[0]!.transaction.respond(sampleResponse(requests[0]!.request, 200))
    transactions.request(sampleRequest('OPTIONS'), flowTo('udp', '192.0.2.30', 5060), silent)
    clock.advance(32_000)
    assert.equal(transactions.size, 0)
    assert.equal(clock.running, 0)
  })

  test('given octets are sent in place of the request', () => {
    const { transactions, sent, flowTo, silent } = layer()
    const octets = Buffer.from('MESSAGE  sip:bob@imps.example SIP/2.0\r\n\r\n')
    const { reference } = transactions.request(sampleRequest('OPTIONS'), flowTo('tcp', '192.0.2.30', 5060), silent, {
      octets,
    })
    assert.equal(reference, sent.length)
    assert.match(sent[0]!, /tcp 192\.0\.2\.30:5060$/)
    transactions.shutdown()
  })
})
