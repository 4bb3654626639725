import { randomBytes } from 'node:crypto'
import { systemClock, type Clock } from '../protocols/clock.ts'
import { MsrpEndpoint } from '../protocols/msrp/endpoint.ts'
import type { MsrpSession } from '../protocols/msrp/session.ts'
import { openSipTransport } from '../protocols/sip/open-transport.ts'
import { SspEndpoint } from '../protocols/ssp/endpoint.ts'
import { idSource } from '../protocols/ssp/identifiers.ts'
import { noTap, type Address, type Tap } from '../protocols/wire/tap.ts'
import { capabilitiesOfSimpleUser } from './capability/simple-capabilities.ts'
import type { Configuration } from './configuration.ts'
import { correctDecisions, type Decisions } from './decisions.ts'
import { deliver, type DeliverContext } from './imps-to-simple/deliver.ts'
import { silentLog, type Log } from './log.ts'
import { PairTable } from './pair-table.ts'
import { PagerSender } from './pager/pager-sender.ts'
import { DeliveryReports } from './session/delivery-reports.ts'
import type { SessionContext } from './session/context.ts'
import { MessageForwarding } from './session/message-forwarding.ts'
import { OutgoingSetUp } from './session/outgoing-set-up.ts'
import { SessionMedia } from './session/session-media.ts'
import { simpleSide } from './simple-side.ts'
import { SipFront } from './sip/sip-front.ts'
import { requestHandler } from './ssp/incoming-requests.ts'
import { SspFront } from './ssp/ssp-front.ts'

export interface IwfOptions {
  readonly decisions?: Decisions
  readonly log?: Log
  readonly clock?: Clock
  readonly tap?: Tap
}

/** A running interworking function. */
export interface Iwf {
  readonly addresses: { readonly sip: Address; readonly msrp: Address; readonly ssp: Address }
  /** What is still in memory: all zero when nothing is going on. */
  readonly residue: () => { readonly pairs: number; readonly msrpSessions: number; readonly sip: number }
  /** Ends all sessions with BYE, waits for the answers for at most 64·T1, and closes the sockets. */
  stop(): Promise<void>
}

/** Milliseconds to wait for a TCP connection where no timer of the configuration says so. */
const CONNECT_WITHIN = 5_000

/** Puts the parts together and opens the sockets. Rejects when an address is taken. */
export async function startIwf(configuration: Configuration, options: IwfOptions = {}): Promise<Iwf> {
  const { decisions = correctDecisions, log = silentLog, clock = systemClock, tap = noTap } = options
  const { name, timers, features } = configuration
  const owner = name
  const pairs = new PairTable()
  const reports = new DeliveryReports()
  const newMessageId = idSource(`${configuration.ssp.domain}-${randomBytes(4).toString('hex')}`)

  const { host, port, transports, nextHop } = configuration.sip
  const transport = await openSipTransport({
    owner,
    local: { host, port },
    transports,
    connectWithin: CONNECT_WITHIN,
    tap,
  })
  const sip = new SipFront({ transport, clock, timers, log, decisions, nextHop })
  const unbound = new Set<MsrpSession>()
  const msrp = await MsrpEndpoint.listen({
    owner,
    local: configuration.msrp,
    connectWithin: CONNECT_WITHIN,
    transactionTimer: timers.T_MSRP,
    unboundFor: Math.max(2 * timers.T_BIND, CONNECT_WITHIN),
    accepted: connection => decisions.onUnclaimedConnection(connection, unbound),
    reassembly: { octets: features.receiveLimit, pieces: 8192 },
    tap,
    clock,
  })

  const pager = new PagerSender(sip, log)
  const deliverContext: DeliverContext = {
    pairs,
    pager,
    decisions,
    features,
    domains: { sip: configuration.sip.domain, ssp: configuration.ssp.domain },
    own: () => sip.address,
    openSession: (state, message, from, to) =>
      new OutgoingSetUp(state, message, { imps: from, simple: to }, sessionContext).open(),
    log,
  }
  const handler = requestHandler({
    domain: configuration.ssp.domain,
    sipDomain: configuration.sip.domain,
    imps: { report: (message, code) => imps.report(message, code) },
    reports,
    decisions,
    deliver: message => deliver(message, deliverContext),
    capabilitiesOf: uri => capabilitiesOfSimpleUser(uri, sip, clock, 0.8 * timers.T_CAPANS),
    newMessageId,
    log,
  })
  const endpoint = await SspEndpoint.open({
    domain: configuration.ssp.domain,
    owner,
    listen: configuration.ssp,
    peers: Object.fromEntries(configuration.ssp.peers.map(({ domain, url }) => [domain, url])),
    tap,
    clock,
    onRequest: handler,
    answerMode: configuration.ssp.answerMode === 'http' ? 'response' : 'post',
    setUp: { stepWithin: timers.T_SETUP },
    hooks: {
      sessionOpened: ({ remoteDomain, initiator }) => log.event('ssp.session-opened', { remoteDomain, initiator }),
      sessionVoided: ({ remoteDomain }) => log.event('ssp.session-voided', { remoteDomain }),
      setUpFailed: (domain, error) => log.event('ssp.set-up-failed', { domain, code: error.code }),
    },
  })
  const imps = new SspFront({
    endpoint,
    domain: configuration.ssp.domain,
    peers: configuration.ssp.peers.map(({ domain }) => domain),
    decisions,
    reportWithin: timers.T_MSG,
    log,
  })
  const forwarding = new MessageForwarding({ imps, reports, decisions, clock, timers, newMessageId, log })
  const media = { msrp, imps, forwarding, unbound }
  const sessionContext: SessionContext = {
    sip,
    imps,
    pairs,
    reports,
    openMedia: {
      get listener() {
        return msrp.address
      },
      open: parts => new SessionMedia(parts, media),
    },
    clock,
    timers,
    features,
    decisions,
    log,
    newMessageId,
  }
  sip.serve(simpleSide(sessionContext, configuration))

  return {
    addresses: { sip: sip.address, msrp: msrp.address, ssp: endpoint.address },
    residue: () => ({ pairs: pairs.size, msrpSessions: msrp.sessions, sip: sip.size }),
    stop: async () => {
      log.event('stopping', { sessions: pairs.load })
      await Promise.all([...pairs.sessions()].map(session => session.end()))
      await sip.close()
      await msrp.close()
      await endpoint.close()
      log.event('stopped')
    },
  }
}
