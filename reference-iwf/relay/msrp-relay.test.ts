import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { systemClock } from '../../protocols/clock.ts'
import { deferred } from '../../protocols/deferred.ts'
import { MsrpEndpoint } from '../../protocols/msrp/endpoint.ts'
import type { IncomingReport } from '../../protocols/msrp/incoming-report.ts'
import type { MsrpSession, MsrpSessionUser } from '../../protocols/msrp/session.ts'
import { msrpUri } from '../../protocols/msrp/uri.ts'
import { noTap } from '../../protocols/wire/tap.ts'
import type { RelayedSession } from './relayed-session.ts'
import { openMsrp, type MsrpSide } from './open-msrp.ts'

const local = { host: '127.0.0.1', port: 0 }
const common = { local, connectWithin: 1000, clock: systemClock, tap: noTap }

describe('a relay between a client and its endpoint', () => {
  let side: MsrpSide
  let clients: MsrpEndpoint
  const relayed: RelayedSession[] = []
  before(async () => {
    side = await openMsrp({ ...common, owner: 'iwf', transactionTimer: 100, unboundFor: 100 }, true)
    clients = await MsrpEndpoint.listen({ ...common, owner: 'simple', transactionTimer: 2000 })
  })
  after(async () => {
    await clients.close()
    await side.close()
  })

  /** A session that the endpoint has, and the client's, connected over the relay. */
  const connected = async (
    user: MsrpSessionUser,
  ): Promise<{ client: MsrpSession; reports: Promise<IncomingReport> }> => {
    const id = `session-${relayed.length}`
    const uri = msrpUri(local.host, side.address.port, `relay-${id}`)
    const own = side.endpoint.createSession({ localUri: msrpUri(local.host, side.endpoint.address.port, id) }, user)
    assert.ok(side.relay)
    relayed.push(side.relay.serve(uri, own.localUri, how => own.connectionLost(how)))
    const reported = deferred<IncomingReport>()
    const client = clients.createSession({}, { report: report => reported.resolve(report) })
    await (
      await client.connect({ remotePath: [uri, own.localUri] })
    )?.outcome
    return { client, reports: reported.promise }
  }

  test('answers a SEND itself, and reports 408 when the next hop stays silent [RFC 4976 §6.4.1]', async () => {
    const { client, reports } = await connected({ chunk: chunk => chunk.hold() })
    const outcome = client.send({ contentType: 'text/plain', body: 'Hello', messageId: 'm-silent' }).outcome
    assert.deepEqual(await outcome, { kind: 'accepted' })
    const report = await reports
    assert.equal(report.status?.code, 408)
    client.close()
  })

  test('answers no SEND that wants no answer, and reports none of its failures', async () => {
    const { client, reports } = await connected({
      chunk: chunk => {
        if (chunk.body) chunk.respond(403)
      },
    })
    const told = reports.then(() => 'told')
    const quiet = { contentType: 'text/plain', failureReport: 'no' } as const
    const responses: number[] = []
    client.send({ ...quiet, body: 'quiet', onResponse: ({ status }) => responses.push(status) })
    const loud = client.send({ contentType: 'text/plain', body: 'loud', messageId: 'm-loud' })
    assert.deepEqual(await loud.outcome, { kind: 'accepted' })
    assert.equal(await told, 'told')
    assert.equal((await reports).messageId, 'm-loud')
    assert.deepEqual(responses, [])
    client.close()
  })

  test('ends a connection that no session ever uses', async () => {
    const connection = await clients.openConnection(side.address)
    const closed = deferred<void>()
    connection.stream.watch({ octets: () => undefined, closed: () => closed.resolve() })
    await closed.promise
  })

  test('connects to its endpoint again when that connection is lost', async () => {
    const bound = deferred<void>()
    const ended = deferred<void>()
    const { client } = await connected({ bound: () => bound.resolve(), closed: () => ended.resolve() })
    await bound.promise
    for (const { inside } of relayed) inside.stream.reset()
    await ended.promise
    client.close()
    await side.relay?.ready()
    const again = await connected({})
    assert.deepEqual(await again.client.send({ contentType: 'text/plain', body: 'again' }).outcome, {
      kind: 'accepted',
    })
  })
})
