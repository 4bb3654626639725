import { serialiseMsrpUri } from '../../protocols/msrp/uri.ts'
import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import { assembled, msrpFromPeer, msrpResponsesTo, reportsOn } from '../readers/msrp.ts'
import { acceptsMedia, messageMedia } from '../readers/sdp.ts'
import { responses, sipFromIwf, withoutRetransmissions } from '../readers/sip.ts'
import type { Trace } from '../trace.ts'
import { answeredRequests, hasOption, usesOfMethod } from './requests-answered.ts'
import { refused, works, type TruthItem, type Use } from './truth-item.ts'

/** Session descriptions of the implementation that accept or offer MSRP. */
const ownMedia = (trace: Trace) =>
  withoutRetransmissions(sipFromIwf(trace)).flatMap(message => {
    const media = messageMedia(message)
    return media && acceptsMedia(message) ? [{ message, media }] : []
  })

const invites = (trace: Trace) => answeredRequests(trace, 'INVITE')

/** Features of sessions: what their SIP and SDP shows. */
export const sessionItems: readonly TruthItem[] = [
  {
    item: 'ICS-01',
    feature: 'INVITE is accepted',
    uses: trace => usesOfMethod(invites(trace), 'INVITE', [405, 501]),
  },
  {
    item: 'ICS-15',
    feature: 'composing indications are accepted',
    uses: trace =>
      assembled(msrpFromPeer(trace).filter(({ message }) => message.kind === 'SEND'))
        .filter(({ type }) => type === 'application/im-iscomposing+xml')
        .flatMap((sent): Use[] => {
          const told = sent.chunks.flatMap(chunk => [...msrpResponsesTo(trace, chunk), ...reportsOn(trace, chunk)])
          const last = told.at(-1)
          if (!last) return []
          if (told.some(({ message }) => message.status === 415))
            return [refused(last, '415 to a composing indication')]
          return last.message.status === 200 ? [works(last, '200 to a composing indication')] : []
        }),
  },
  {
    item: 'ICS-17',
    feature: 'MSRP over TLS',
    uses: trace => [
      ...ownMedia(trace)
        .filter(({ media }) => media.protocol === 'TCP/TLS/MSRP')
        .map(({ message }) => works(message, 'TCP/TLS/MSRP in SDP')),
      ...invites(trace)
        .filter(({ request }) => messageMedia(request)?.protocol === 'TCP/TLS/MSRP')
        .filter(({ final, accepted }) => final.message.status === 488 || (accepted && !acceptsMedia(final)))
        .map(({ final }) => refused(final, 'an offer of TCP/TLS/MSRP is refused')),
    ],
  },
  {
    item: 'ICS-18',
    feature: 'opens the MSRP connection itself',
    uses: trace => [
      ...ownMedia(trace)
        .filter(({ media }) => media.setup === 'active')
        .map(({ message }) => works(message, 'a=setup:active in SDP')),
      ...invites(trace)
        .filter(({ request, final }) => messageMedia(request)?.setup === 'passive' && final.message.status === 488)
        .map(({ final }) => refused(final, 'an offer of a=setup:passive is refused')),
    ],
  },
  {
    item: 'ICS-19',
    feature: 'its own path leads over a relay',
    uses: trace =>
      ownMedia(trace).map(({ message, media: { path } }) => {
        if (path.length < 2) return refused(message, 'a=path of one URI')
        const answers = answersAlong(trace, path.map(serialiseMsrpUri).join(' '))
        const [refusal] = answers.some(({ message: { status } }) => status === 200) ? [] : answers
        return refusal
          ? refused(refusal, `${refusal.message.status} to what goes along a=path of several URIs`)
          : works(message, 'a=path of several URIs')
      }),
  },
  {
    item: 'ICS-20',
    feature: 'reliable provisional responses',
    uses: trace => [
      ...sipFromIwf(trace)
        .filter(
          message =>
            (message.message.kind === 'response' && message.message.header('rseq') !== undefined) ||
            (message.message.kind === 'request' && message.message.method === 'PRACK'),
        )
        .map(message => works(message, message.message.kind === 'request' ? 'PRACK' : 'a reliable response')),
      ...responses(trace)
        .filter(message => message.message.status === 420 && hasOption(message, 'unsupported', '100rel'))
        .map(message => refused(message, '420 to Require: 100rel')),
    ],
  },
  {
    item: 'ICS-21',
    feature: 'session timers',
    uses: trace =>
      invites(trace)
        .filter(
          ({ request, accepted }) =>
            accepted &&
            hasOption(request, 'supported', 'timer') &&
            request.message.header('session-expires') !== undefined,
        )
        .map(({ final }) =>
          final.message.header('session-expires') === undefined
            ? refused(final, '2xx without Session-Expires where one was asked for')
            : works(final, 'Session-Expires in a 2xx'),
        ),
  },
  {
    item: 'ICS-22',
    feature: 'sessions for one large message',
    uses: trace =>
      usesOfMethod(
        invites(trace).filter(({ request }) =>
          request.message.values('contact').some(value => value.includes('+g.oma.sip-im.large-message')),
        ),
        'a large-message INVITE',
        [403, 405, 415, 488, 501, 606],
      ),
  },
  {
    item: 'ICS-24',
    feature: 'idle sessions are ended',
    uses: idleUses,
  },
  {
    item: 'ICS-25',
    feature: 'a second session of the same pair',
    uses: trace => {
      const [first, ...later] = invites(trace)
      if (!first?.accepted) return []
      return later
        .filter(({ request }) => isSamePair(first.request, request) && !isEnded(trace, first.final, request.at))
        .flatMap(one => usesOfMethod([one], 'a second INVITE of the pair', [403, 480, 486, 488, 603]))
    },
  },
]

/** What the implementation answered to the SENDs that went along a path. */
const answersAlong = (trace: Trace, path: string) =>
  msrpFromPeer(trace)
    .filter(({ message }) => message.kind === 'SEND' && message.toPath.join(' ') === path)
    .flatMap(send => msrpResponsesTo(trace, send))

const isSamePair = (one: Observed<SipView>, other: Observed<SipView>): boolean =>
  one.message.requestUri === other.message.requestUri && one.message.address('from') === other.message.address('from')

const isEnded = (trace: Trace, { message }: Observed<SipView>, before: number): boolean =>
  trace.sip.some(({ message: bye, at }) => bye.method === 'BYE' && bye.callId === message.callId && at <= before)

/** BYE of the implementation after T_IDLE without traffic; or a session that was left alone for longer, without one. */
function idleUses(trace: Trace): readonly Use[] {
  const limit = trace.pixit.T_IDLE
  // 0: the implementation sets no limit.
  if (!(limit > 0)) return []
  return invites(trace)
    .filter(({ accepted }) => accepted)
    .flatMap(({ final }): Use[] => {
      const { callId } = final.message
      const bye = trace.sip.find(
        ({ message }) => message.kind === 'request' && message.method === 'BYE' && message.callId === callId,
      )
      const traffic = [...trace.msrp, ...trace.sip.filter(one => one.message.callId === callId && one !== bye)]
        .map(({ at }) => at)
        .filter(at => bye === undefined || at < bye.at)
      const quietFor = (bye?.at ?? trace.endedAt) - Math.max(final.at, ...traffic)
      if (bye?.from === 'iwf' && quietFor >= 0.9 * limit) return [works(bye, 'BYE after T_IDLE')]
      return quietFor > 1.5 * limit ? [refused(final, 'no BYE after T_IDLE')] : []
    })
}
