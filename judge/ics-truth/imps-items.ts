import { essence } from '../../protocols/media-type.ts'
import type { SspView } from '../../trace/decoded/ssp.ts'
import type { Observed } from '../../trace/observed.ts'
import { assembled, msrpFromPeer } from '../readers/msrp.ts'
import { dividesTexts } from '../readers/promise.ts'
import { refusalsOfSend } from '../readers/refused-send.ts'
import { sipFromIwf } from '../readers/sip.ts'
import { answersOf, answersTo, asks, asksBlockStatus, codeAbout, targetOf } from '../readers/ssp.ts'
import type { Trace } from '../trace.ts'
import { answeredRequests, type Answered } from './requests-answered.ts'
import { refused, works, type Declared, type TruthItem, type Use } from './truth-item.ts'

/** Answers of the IMPS side to the queries that an INVITE caused, with the code for the user asked about. */
interface Inquired {
  readonly answer: Observed<SspView>
  readonly code: number
}

const inquired = (trace: Trace): readonly Inquired[] =>
  [...asks(trace, 'capability'), ...asks(trace, 'block')].flatMap(query =>
    answersOf(trace, query).map(answer => ({ answer, code: codeAbout(answer, targetOf(query)) })),
  )

/** The one INVITE or MESSAGE of an execution that was decided after an answer: with several nobody knows which. */
function decidedAfter(trace: Trace, answer: Observed<SspView>): Answered | undefined {
  const decided = answeredRequests(trace, 'INVITE').filter(
    ({ request, final }) => request.at <= answer.at && final.firstEvent > answer.lastEvent,
  )
  return decided.length === 1 ? decided[0] : undefined
}

const usesAfter = (
  trace: Trace,
  is: (one: Inquired) => boolean,
  judge: (decided: Answered) => boolean | undefined,
  what: string,
): readonly Use[] =>
  inquired(trace)
    .filter(is)
    .flatMap(({ answer }): Use[] => {
      const decided = decidedAfter(trace, answer)
      const present = decided && judge(decided)
      if (!decided || present === undefined) return []
      return [(present ? works : refused)(decided.final, `${decided.final.message.status} after ${what}`)]
    })

const isBlocked = ({ answer, code }: Inquired): boolean =>
  code === 532 || (answer.message.answer?.blocks ?? []).some(({ blocked }) => blocked)
const isOffline = ({ answer, code }: Inquired): boolean => {
  const clients = answer.message.answer?.clients ?? []
  return code === 533 || (clients.length > 0 && clients.every(({ online }) => online === false))
}

/** Queries of the IMPS side about users of the SIMPLE side, with what they got. */
const askedOfIwf = (trace: Trace, primitive: 'capability' | 'block'): readonly Use[] =>
  trace.ssp
    .filter(({ from, message }) => from !== 'iwf' && message.kind === 'query' && message.primitive === primitive)
    .flatMap((query): Use[] => {
      const answer = answersOf(trace, query)[0]
      if (!answer) return []
      const { status } = answer.message
      if (status === 405 || status === 501) return [refused(answer, `${status} to a ${primitive} query`)]
      return answer.message.answer && status < 300 ? [works(answer, `an answer to a ${primitive} query`)] : []
    })

/** Types of whole messages that the SIMPLE user sent, containers aside, and of those that were handed on. */
function converted(trace: Trace): readonly Use[] {
  const sent = assembled(msrpFromPeer(trace).filter(({ message }) => message.kind === 'SEND'))
  const types = new Set(sent.map(({ type }) => type))
  const [type] = types
  if (types.size !== 1 || type === undefined || type.startsWith('multipart/') || type.startsWith('message/')) return []
  return asks(trace, 'message').flatMap((handedOn): Use[] => {
    const other = essence(handedOn.message.contentType)
    return other !== '' && other !== type ? [works(handedOn, `${type}>${other}`)] : []
  })
}

const conversions = (ics: Declared): readonly string[] => {
  const declared = ics['ICS-16']
  return Array.isArray(declared) ? (declared as readonly string[]) : []
}

const refusedConversions = (trace: Trace): readonly Use[] =>
  assembled(msrpFromPeer(trace).filter(({ message }) => message.kind === 'SEND'))
    .filter(({ type }) => conversions(trace.ics).some(pair => pair.startsWith(`${type}>`)))
    .flatMap(({ chunks, type }): Use[] => {
      const refusal = refusalsOfSend(trace, chunks[0]).find(({ message }) => message.status === 415)
      return refusal ? [refused(refusal, `415 to ${type}`)] : []
    })

/** Texts of the SIMPLE user that came in several messages, which together are the text, or that were too long. */
const divisions = (trace: Trace): readonly Use[] =>
  assembled(msrpFromPeer(trace).filter(({ message }) => message.kind === 'SEND'))
    .filter(({ type, octets }) => type === 'text/plain' && octets.length > 0)
    .flatMap(({ chunks, octets: content }): Use[] => {
      const pieces = asks(trace, 'message').filter(
        ({ message }) => message.content.length < content.length && content.includes(message.content),
      )
      const [first] = pieces
      if (first && Buffer.concat(pieces.map(({ message }) => message.content)).equals(content))
        return [works(first, `a text of ${content.length} octets in ${pieces.length} messages`)]
      const refusal = refusalsOfSend(trace, chunks[0]).find(({ message }) => message.status === 413)
      return refusal ? [refused(refusal, `413 to a text of ${content.length} octets`)] : []
    })

/** Features that the IMPS side sees, or that show in what follows from its answers. */
export const impsItems: readonly TruthItem[] = [
  {
    item: 'ICS-03',
    feature: 'the block status is asked for inside the capability query',
    uses: trace =>
      asks(trace, 'capability').map(query =>
        query.message.asksBlockStatus
          ? works(query, 'a capability query that asks for the block status')
          : refused(query, 'a capability query that does not ask for the block status'),
      ),
  },
  {
    item: 'ICS-04',
    feature: 'the block status is asked for in a query of its own',
    uses: trace => {
      // A separate query that makes up for a combined answer without block part is AMB-25's, and no form of its own.
      if (asks(trace, 'capability').some(({ message }) => message.asksBlockStatus)) return []
      const separate = asks(trace, 'block').map(query => works(query, 'a block query'))
      if (separate.length > 0) return separate
      return asksBlockStatus(trace).length > 0
        ? []
        : answeredRequests(trace, 'INVITE')
            .filter(({ accepted }) => accepted)
            .map(({ final }) => refused(final, 'an INVITE was accepted without block query'))
    },
  },
  {
    item: 'ICS-05',
    feature: 'sessions with offline users are accepted',
    uses: trace => usesAfter(trace, isOffline, ({ accepted }) => accepted, 'the user was said to be offline'),
  },
  {
    item: 'ICS-06',
    feature: 'sessions are accepted although the server lacks the queries',
    declared: ics => (ics['ICS-06'] === 'UNDECLARED' ? undefined : ics['ICS-06'] === 'ACCEPT-DEFAULT'),
    uses: trace =>
      usesAfter(
        trace,
        ({ code }) => code === 405 || code === 501,
        ({ accepted }) => accepted,
        'a query was not supported',
      ),
  },
  {
    item: 'ICS-07',
    feature: 'earlier capability answers are used again',
    uses: trace => {
      const invites = answeredRequests(trace, 'INVITE').filter(({ accepted }) => accepted)
      return invites.slice(1).flatMap(({ request, final }): Use[] => {
        const first = invites[0]?.request.message
        if (first?.requestUri !== request.message.requestUri) return []
        const fresh = asks(trace, 'capability').some(({ at }) => at >= request.at && at <= final.at)
        const limit = 1000 * Number(trace.ics['ICS-07'] ?? 0) * trace.timeScale
        const since = request.at - (answersTo(trace, 'capability')[0]?.at ?? request.at)
        if (!fresh) return [works(final, '2xx to a second INVITE without a query')]
        return since < limit ? [refused(final, 'a query for a second INVITE within the time')] : []
      })
    },
  },
  {
    item: 'ICS-08',
    feature: 'blocked and unknown users are masked',
    uses: trace => [
      ...usesAfter(trace, isBlocked, ({ accepted }) => accepted || undefined, 'the sender was said to be blocked'),
      ...usesAfter(
        trace,
        ({ code }) => code === 531,
        ({ final: { message } }) => {
          if ([403, 480, 603].includes(message.status)) return true
          return [404, 604].includes(message.status) ? false : undefined
        },
        'the user was said to be unknown',
      ),
    ],
  },
  {
    item: 'ICS-09',
    feature: 'the sender is let in when the block query fails',
    declared: ics => (ics['ICS-09'] === 'UNDECLARED' ? undefined : ics['ICS-09'] === 'OPEN'),
    uses: trace => {
      const blocks = asks(trace, 'block')
      const answered = answersTo(trace, 'capability')
      const [invite, ...others] = answeredRequests(trace, 'INVITE')
      if (!invite || others.length > 0 || blocks.length === 0) return []
      const silent = blocks.every(query => !answersOf(trace, query).some(({ at }) => at <= invite.final.at))
      const good = answered.some(({ message, at }) => message.status === 200 && at <= invite.final.at)
      if (!silent || !good) return []
      const because = `${invite.final.message.status} although the block query had no answer`
      return [(invite.accepted ? works : refused)(invite.final, because)]
    },
  },
  {
    item: 'ICS-10',
    feature: 'capability queries about SIMPLE users are answered',
    uses: trace => askedOfIwf(trace, 'capability'),
  },
  {
    item: 'ICS-13',
    feature: 'disposition notifications',
    uses: trace => [
      ...[...sipFromIwf(trace), ...trace.msrp.filter(({ from }) => from === 'iwf')]
        .filter(({ message }) => message.innerType === 'message/imdn+xml')
        .map(message => works(message, 'a notification')),
      ...assembled(msrpFromPeer(trace).filter(({ message }) => message.kind === 'SEND'))
        .filter(({ type }) => type === 'message/imdn+xml')
        .flatMap(({ chunks }) => refusalsOfSend(trace, chunks[0]))
        .filter(({ message }) => message.status === 415)
        .map(message => refused(message, '415 to a notification')),
    ],
  },
  {
    item: 'ICS-16',
    feature: 'content is converted as declared',
    uses: refusedConversions,
    declared: ics => (conversions(ics).some(one => one.includes('>')) ? true : undefined),
  },
  {
    item: 'ICS-16',
    feature: 'content is converted otherwise than declared',
    declared: () => false,
    uses: trace => converted(trace).filter(({ because }) => !conversions(trace.ics).includes(because)),
  },
  {
    item: 'ICS-16',
    feature: 'long texts are divided',
    uses: divisions,
    declared: ics => dividesTexts({ ics }),
  },
  {
    item: 'ICS-26',
    feature: 'block queries about SIMPLE users are answered',
    uses: trace => askedOfIwf(trace, 'block'),
  },
]
