import assert from 'node:assert/strict'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { after, before, describe, it } from 'node:test'
import { freePort } from '../engine/subject/free-port.ts'
import type { DatagramEvent, OpenEvent, TraceEvent } from '../trace/events.ts'
import { loggedOctets } from '../trace/logged-octets.ts'
import { readTrace } from '../trace/reader.ts'
import { relayTcp, type RelayedConnection } from './relay/tcp-relay.ts'
import { relayUdp, type RelayedDatagram } from './relay/udp-relay.ts'
import { only, run, temporaryFolder } from './run-harness.ts'
import { embedded, writeConfiguration } from './write-configuration.ts'

const HOST = '127.0.0.1'
const RELAY = '127.0.0.9'

/** Sessions from both sides, SIP over UDP and TCP, and all that goes over SSP. */
const CASES = ['CAP-04', 'SES-01', 'SES-02', 'SES-04', 'REV-01', 'SIP-01', 'RPT-01']

const connections: RelayedConnection[] = []
const datagrams: RelayedDatagram[] = []
let log: readonly TraceEvent[] = []
const closing: (() => void)[] = []
const ports = { sip: 0, msrp: 0, imps: 0, other: 0, iwfSip: 0, iwfMsrp: 0, iwfSsp: 0 }

before(async () => {
  for (const name of Object.keys(ports) as (keyof typeof ports)[]) ports[name] = await freePort(HOST)
  for (const port of Object.values(ports)) {
    const server = await relayTcp(port, RELAY, HOST, connections)
    closing.push(() => server.close())
  }
  for (const socket of await relayUdp([ports.sip, ports.iwfSip], RELAY, HOST, datagrams))
    closing.push(() => socket.close())
  const config = writeConfiguration(temporaryFolder(), {
    ...embedded,
    iwf: {
      ...embedded.iwf,
      subject: { kind: 'embedded', configuration: { sip: { trustedHops: [HOST, RELAY] } } },
    },
    domains: { sip: 'sip.example', imps: ['imps.example', 'other.example'] },
    peers: {
      host: HOST,
      sipPort: ports.sip,
      msrpPort: ports.msrp,
      sspPorts: { 'imps.example': ports.imps, 'other.example': ports.other },
    },
    subjectPorts: { sip: ports.iwfSip, msrp: ports.iwfMsrp, ssp: ports.iwfSsp },
  })
  const redirect = pathToFileURL(join(import.meta.dirname, 'relay', 'redirect.js')).href
  const { folder, stderr, results } = await run(['--config', config, ...only(CASES)], {
    environment: { NODE_OPTIONS: `--import ${redirect}`, RELAYED_PORTS: Object.values(ports).join(',') },
  })
  assert.ok(folder && results, stderr)
  assert.ok(results.run.complete)
  log = [...readTrace(join(folder, 'traces', 'run.jsonl'))]
})

after(() => {
  for (const close of closing) close()
})

const opens = (): readonly OpenEvent[] => log.filter(event => event.type === 'open')

/** The relay's record of a connection that the harness logged. */
function relayedOf({ role, local, remote }: OpenEvent): RelayedConnection {
  const found = connections.filter(({ to, openedFrom, acceptedFrom }) =>
    role === 'opened'
      ? to === remote.port && openedFrom === local.port
      : to === local.port && acceptedFrom === remote.port,
  )
  assert.equal(found.length, 1, `${role} ${local.port} ${remote.port} passed the relay`)
  return found[0]!
}

function loggedStream(connection: string, direction: 'sent' | 'received'): Buffer {
  const octets = log.filter(
    event => event.type === 'octets' && event.connection === connection && event.direction === direction,
  )
  return Buffer.concat(octets.map(event => loggedOctets(event as TraceEvent & { type: 'octets' })))
}

describe('what the log holds is what passed a relay between the harness and the IWF', () => {
  it('on every leg, connections were opened from both sides', () => {
    const seen = new Set(opens().map(({ protocol, role }) => `${protocol} ${role}`))
    const expected = ['http opened', 'http accepted', 'msrp opened', 'sip opened']
    assert.deepEqual(
      expected.filter(kind => !seen.has(kind)),
      [],
    )
    assert.equal(connections.length, opens().length)
  })

  it('octet by octet on every connection, in both directions', () => {
    assert.ok(opens().length > 10)
    for (const open of opens()) {
      const { fromOpener, fromAccepter } = relayedOf(open)
      const [sent, received] = open.role === 'opened' ? [fromOpener, fromAccepter] : [fromAccepter, fromOpener]
      const where = `${open.connection} ${open.protocol} ${open.role}`
      assert.ok(loggedStream(open.connection, 'sent').equals(Buffer.concat(sent)), `${where} sent`)
      assert.ok(loggedStream(open.connection, 'received').equals(Buffer.concat(received)), `${where} received`)
    }
  })

  for (const direction of ['sent', 'received'] as const)
    it(`datagram by datagram, in order: ${direction}`, () => {
      const from = direction === 'sent' ? ports.sip : ports.iwfSip
      const relayed = datagrams.filter(datagram => datagram.from === from).map(({ octets }) => octets)
      const logged = log.filter(
        (event): event is DatagramEvent => event.type === 'datagram' && event.direction === direction,
      )
      assert.ok(logged.length >= 3, `${logged.length} datagrams`)
      assert.deepEqual(
        logged.map(event => loggedOctets(event).toString('latin1')),
        relayed.map(octets => octets.toString('latin1')),
      )
    })
})
