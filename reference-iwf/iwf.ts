import { randomBytes } from 'node:crypto'
import { systemClock, type Clock } from '../protocols/clock.ts'
import type { MsrpConnection } from '../protocols/msrp/connection.ts'
import { newSessionId } from '../protocols/msrp/identifiers.ts'
import type { MsrpSession } from '../protocols/msrp/session.ts'
import { fingerprintOf } from '../protocols/sdp/fingerprint.ts'
import { openSipTransport } from '../protocols/sip/open-transport.ts'
import { presenceBinding } from '../protocols/ssp/binding/presence.ts'
import { projectBinding } from '../protocols/ssp/binding/project.ts'
import { SspEndpoint } from '../protocols/ssp/endpoint.ts'
import { idSource } from '../protocols/ssp/identifiers.ts'
import { noTap, type Address, type Tap } from '../protocols/wire/tap.ts'
import { cachingCapabilities } from './capability/capability-cache.ts'
import { capabilitiesOfSimpleUser } from './capability/simple-capabilities.ts'
import type { Configuration } from './configuration.ts'
import { correctDecisions, type Decisions } from './decisions.ts'
import { deliver, type DeliverContext } from './imps-to-simple/deliver.ts'
import { Notifications } from './imdn/notifications.ts'
import { masked } from './error-mapping/masking.ts'
import { silentLog, type Log } from './log.ts'
import { PairTable } from './pair-table.ts'
import { PagerSender } from './pager/pager-sender.ts'
import { openMsrp } from './relay/open-msrp.ts'
import { DeliveryReports } from './session/delivery-reports.ts'
import type { SessionContext } from './session/context.ts'
import { MessageForwarding } from './session/message-forwarding.ts'
import { OutgoingSetUp } from './session/outgoing-set-up.ts'
import type { MediaListener } from './session/negotiation.ts'
import { SessionMedia } from './session/session-media.ts'
import { simpleSide } from './simple-side.ts'
import { repertoireOf } from './sip/repertoire.ts'
import { SipFront } from './sip/sip-front.ts'
import { requestHandler } from './ssp/incoming-requests.ts'
import { loadTls } from './tls.ts'
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
  const { log = silentLog, clock = systemClock, tap = noTap } = options
  const { name, timers, features } = configuration
  const { decisions: declared = correctDecisions } = options
  const decisions = features.masking ? masked(declared) : declared
  const owner = name
  const pairs = new PairTable()
  const reports = new DeliveryReports(decisions)
  const newMessageId = idSource(`${configuration.ssp.domain}-${randomBytes(4).toString('hex')}`)

  const tls = configuration.tls && loadTls(configuration.tls)
  const { host, port, tlsPort, transports, nextHop } = configuration.sip
  const transport = await openSipTransport({
    owner,
    local: { host, port, ...(tlsPort === undefined ? {} : { tlsPort }) },
    transports,
    tls: tls && { ...tls, authenticates: 'host' },
    connectWithin: CONNECT_WITHIN,
    tap,
  })
  const sip = new SipFront({ transport, clock, timers, log, decisions, nextHop, repertoire: repertoireOf(features) })
  const unbound = new Set<MsrpSession>()
  const msrpOptions = {
    owner,
    local: configuration.msrp,
    secure:
      tls && configuration.msrp.tlsPort !== undefined
        ? { port: configuration.msrp.tlsPort, tls: { ...tls, authenticates: 'both' as const } }
        : undefined,
    connectWithin: CONNECT_WITHIN,
    transactionTimer: timers.T_MSRP,
    unboundFor: Math.max(2 * timers.T_BIND, CONNECT_WITHIN),
    accepted: (connection: MsrpConnection) => decisions.onUnclaimedConnection(connection, unbound),
    reassembly: { octets: features.receiveLimit, pieces: 8192 },
    tap,
    clock,
  }
  const msrp = await openMsrp(msrpOptions, features.ownRelay)

  const pager = new PagerSender(sip, decisions, log)
  const deliverContext: DeliverContext = {
    pairs,
    pager,
    decisions,
    features,
    domains: { sip: configuration.sip.domain, ssp: configuration.ssp.domain },
    own: () => sip.address,
    openSession: (state, message, from, to, purpose) =>
      new OutgoingSetUp(state, message, { imps: from, simple: to }, sessionContext, purpose).open(),
    log,
  }
  const transit = features.transit || !decisions.checksSenderDomain()
  const binding = features.capabilitySource === 'presence' ? presenceBinding : projectBinding
  const handler = requestHandler({
    domain: configuration.ssp.domain,
    sipDomain: configuration.sip.domain,
    imps: { report: (message, code) => imps.report(message, code) },
    reports,
    decisions,
    features,
    binding,
    transit,
    deliver: message => deliver(message, deliverContext),
    capabilitiesOf: uri => capabilitiesOfSimpleUser(uri, sip, clock, 0.8 * timers.T_CAPANS),
    newMessageId,
    log,
  })
  const endpoint = await SspEndpoint.open({
    domain: configuration.ssp.domain,
    owner,
    listen: configuration.ssp,
    scheme: configuration.ssp.scheme,
    tls: tls && { ...tls, authenticates: 'host' },
    peers: Object.fromEntries(configuration.ssp.peers.map(({ domain, url }) => [domain, url])),
    tap,
    clock,
    onRequest: handler,
    checkDomains: !transit,
    answerMode: configuration.ssp.answerMode === 'http' ? 'response' : 'post',
    setUp: { stepWithin: timers.T_SETUP },
    hooks: {
      sessionOpened: ({ remoteDomain, initiator }) => log.event('ssp.session-opened', { remoteDomain, initiator }),
      sessionVoided: ({ remoteDomain }) => log.event('ssp.session-voided', { remoteDomain }),
      setUpFailed: (domain, error) => log.event('ssp.set-up-failed', { domain, code: error.code }),
    },
  })
  const front = new SspFront({
    endpoint,
    domain: configuration.ssp.domain,
    peers: configuration.ssp.peers.map(({ domain }) => domain),
    binding,
    decisions,
    reportWithin: timers.T_MSG,
    log,
  })
  const imps = features.capabilityCache > 0 ? cachingCapabilities(front, features.capabilityCache, clock) : front
  const domains = { sip: configuration.sip.domain, ssp: configuration.ssp.domain }
  const notifications = new Notifications({ pairs, pager, decisions, domains, log })
  const sending = { imps, reports, decisions, clock, timers, features, notifications, newMessageId, log }
  const forwarding = new MessageForwarding(sending)
  const listener: MediaListener = {
    ...msrp.endpoint.address,
    offers: configuration.msrp.offers,
    newSessionId: () => decisions.sessionId(newSessionId),
    fingerprint: tls && msrp.address.tlsPort !== undefined ? fingerprintOf(tls.identity.certificate) : undefined,
    relay: msrp.relay?.address,
  }
  const media = {
    msrp: msrp.endpoint,
    relay: msrp.relay,
    decisions,
    listener,
    imps,
    forwarding,
    clock,
    timers,
    unbound,
    notifications: features.imdn ? notifications : undefined,
  }
  const sessionContext: SessionContext = {
    sip,
    imps,
    pairs,
    reports,
    openMedia: {
      listener,
      open: parts => new SessionMedia(parts, media),
    },
    clock,
    timers,
    features,
    decisions,
    log,
    notifications,
    newMessageId,
  }
  sip.serve(simpleSide(sessionContext, configuration))

  return {
    addresses: { sip: sip.address, msrp: msrp.address, ssp: endpoint.address },
    residue: () => ({
      pairs: pairs.size,
      msrpSessions: msrp.endpoint.sessions + (msrp.relay?.sessions ?? 0),
      sip: sip.size,
    }),
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
