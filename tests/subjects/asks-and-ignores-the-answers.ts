/**
 * Asks for capabilities and block status on behalf of the right user, awaits both answers, and accepts whatever they
 * say, with an SDP that promises everything. Takes part in MSRP, and takes every message without handing it on.
 */
import { systemClock } from '../../protocols/clock.ts'
import { MsrpEndpoint } from '../../protocols/msrp/endpoint.ts'
import { serialiseMsrpUri } from '../../protocols/msrp/uri.ts'
import { answerMedia, answerSetup, answerTime } from '../../protocols/sdp/offer-answer.ts'
import { buildMessageMedia, findMessageMedia } from '../../protocols/sdp/message-media.ts'
import { parseSdp } from '../../protocols/sdp/parse.ts'
import { buildSdp, serialiseSdp } from '../../protocols/sdp/serialise.ts'
import { response } from '../../protocols/sip/build.ts'
import { firstHeaderValue } from '../../protocols/sip/headers.ts'
import { newTag } from '../../protocols/sip/identifiers.ts'
import type { SipRequest } from '../../protocols/sip/message.ts'
import { parseNameAddress } from '../../protocols/sip/name-address.ts'
import { openSipTransport } from '../../protocols/sip/open-transport.ts'
import { parseSipUri } from '../../protocols/sip/uri.ts'
import { TransactionLayer, type IncomingRequest } from '../../protocols/sip/transaction-layer.ts'
import { projectBinding } from '../../protocols/ssp/binding/project.ts'
import { noTap } from '../../protocols/wire/tap.ts'
import { logInToSsp } from './log-in-to-ssp.ts'
import { place, ready } from './place.ts'

/** Longer than any answer that a case holds back for a while, shorter than the time in which an INVITE is answered. */
const ASKS_FOR = 1800

const where = place()
const ssp = await logInToSsp(where, 200)
const msrp = await MsrpEndpoint.listen({
  owner: 'subject',
  local: where.msrp,
  connectWithin: 1000,
  transactionTimer: 3000,
})
const transport = await openSipTransport({ owner: 'subject', local: where.sip, connectWithin: 1000, tap: noTap })
new TransactionLayer({
  transport,
  clock: systemClock,
  timers: { T1: 100, T2: 800, T4: 1000 },
  tryingAfter: 0,
  user: { request: incoming => void take(incoming), ack: () => undefined, strayResponse: () => undefined },
})
ready()

async function take(incoming: IncomingRequest): Promise<void> {
  const { request } = incoming
  const { transaction } = incoming
  const opensSession =
    request.method === 'INVITE' && parseNameAddress(firstHeaderValue(request, 'to') ?? '')?.tag === undefined
  if (opensSession) await ask(request)
  const body = request.method === 'INVITE' ? accept(request) : undefined
  transaction.respond(
    response(request, 200, {
      headers: [
        ['Contact', `<sip:iwf@${where.sip.host}:${where.sip.port}>;+g.oma.sip-im`],
        ...(body ? ([['Content-Type', 'application/sdp']] as const) : []),
      ],
      toTag: newTag(),
      ...(body ? { body } : {}),
    }),
  )
}

/** Both queries at once, as a correct IWF with separate queries asks them; resolves when both are over. */
async function ask(request: SipRequest): Promise<void> {
  const sender = parseNameAddress(
    firstHeaderValue(request, 'p-asserted-identity') ?? firstHeaderValue(request, 'from') ?? '',
  )
  const requester = wvOf(sender?.uri ?? '')
  const target = wvOf(request.requestUri)
  const domain = target.split('@')[1] ?? ''
  const outcomes = (['capability', 'block'] as const).map(about => {
    const query = projectBinding.query({ about, requester, targets: [target] })
    return ssp.request(domain, query, { within: ASKS_FOR }).outcome
  })
  await Promise.all(outcomes)
}

function wvOf(uri: string): string {
  const { user = '', host = '' } = parseSipUri(uri) ?? {}
  return `wv:${user}@${host.toLowerCase()}`
}

/** An answer that promises everything, or an offer that does where there is none to answer. */
function accept(request: SipRequest): Buffer {
  const { description: offer } = parseSdp(request.body)
  const offered = findMessageMedia(offer)
  const session = msrp.createSession()
  const setup = offered ? answerSetup(offered.media.setup) : 'actpass'
  const connection = { networkType: 'IN', addressType: 'IP4', address: where.msrp.host }
  const media = buildMessageMedia({
    protocol: 'TCP/MSRP',
    port: where.msrp.port,
    connection: undefined,
    path: [session.localUri],
    acceptTypes: ['message/cpim', 'text/plain', 'text/html', 'image/png', 'application/pdf', '*'],
    acceptWrappedTypes: ['*'],
    maxSize: 10_000_000,
    setup,
    direction: 'sendrecv',
    attributes: [],
  })
  if (offered && setup === 'active')
    void session.connect({ remotePath: offered.media.path }).catch((error: unknown) => {
      process.stderr.write(`${serialiseMsrpUri(session.localUri)}: ${String(error)}\n`)
    })
  const version = '1'
  return serialiseSdp(
    buildSdp({
      origin: { username: '-', sessionId: '1', version, ...connection },
      connection,
      time: answerTime(offer),
      media: offered ? answerMedia(offer, offered.index, media) : [media],
    }),
  )
}
