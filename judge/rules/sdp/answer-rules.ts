import { lineValue, type SdpDescription } from '../../../protocols/sdp/description.ts'
import { isDirectionAnswer, isSetupAnswer } from '../../../protocols/sdp/offer-answer.ts'
import { mediaOf } from '../../readers/sdp.ts'
import type { Rule } from '../rule.ts'
import { rulesAbout, type Subject } from '../rules-about.ts'
import { sipRunOf } from '../subjects/sip-run.ts'

/** An answer of the implementation, with the offer in the INVITE that it answers. */
interface Answer extends Subject {
  readonly offer: SdpDescription
  readonly answer: SdpDescription
  /** The description that was sent before in the same transaction and dialog, as text. */
  readonly before: string | undefined
  readonly text: string
}

const aboutAnswers = rulesAbout<Answer>(run =>
  sipRunOf(run)
    .transactions.filter(({ byIwf, method }) => !byIwf && method === 'INVITE')
    .flatMap(({ requests: [request], responses }) => {
      const offer = request.view.sdp?.description
      if (!offer) return []
      return responses.flatMap((seen, index): Answer[] => {
        const { view, attributed } = seen
        const answer = view.status < 300 ? view.sdp?.description : undefined
        if (!answer) return []
        const before = responses
          .slice(0, index)
          .find(other => other.view.sdp !== undefined && other.view.toTag === view.toTag)
        return [
          {
            attributed,
            offer,
            answer,
            before: before?.view.body.toString('latin1'),
            text: view.body.toString('latin1'),
          },
        ]
      })
    }),
)

const isUsed = ({ offer, answer }: Answer): boolean =>
  (mediaOf(offer)?.port ?? 0) !== 0 && (mediaOf(answer)?.port ?? 0) !== 0
const any = (): boolean => true

/** What an answer has to take over from its offer. */
export const answerRules: readonly Rule[] = [
  aboutAnswers(
    { id: 'SDP-ANS-01', clause: 'RFC 3264 §6', statement: 'An answer has as many m= lines as its offer' },
    any,
    ({ offer, answer }) =>
      offer.media.length === answer.media.length ? undefined : `${answer.media.length} for ${offer.media.length}`,
  ),
  aboutAnswers(
    {
      id: 'SDP-ANS-02',
      clause: 'RFC 3264 §6',
      statement: 'Each m= line of an answer has media and transport of the one that it answers',
    },
    any,
    ({ offer, answer }) => {
      const wrong = answer.media.find(({ media, protocol }, index) => {
        const asked = offer.media[index]
        return asked !== undefined && (asked.media !== media || asked.protocol !== protocol)
      })
      return wrong ? `${wrong.media} over ${wrong.protocol} was not offered there` : undefined
    },
  ),
  aboutAnswers(
    { id: 'SDP-ANS-03', clause: 'RFC 3264 §6', statement: 'The t= line of an answer is that of its offer' },
    any,
    ({ offer, answer }) => {
      const [asked, answered] = [offer, answer].map(({ lines }) => lineValue(lines, 't'))
      return asked === answered ? undefined : `t=${answered ?? ''} for t=${asked ?? ''}`
    },
  ),
  aboutAnswers(
    { id: 'SDP-ANS-04', clause: 'RFC 3264 §6', statement: 'What is offered with port 0 is answered with port 0' },
    any,
    ({ offer, answer }) => {
      const index = offer.media.findIndex(({ port }, place) => port === 0 && (answer.media[place]?.port ?? 0) !== 0)
      return index < 0 ? undefined : `line ${index + 1} was refused by its offerer`
    },
  ),
  aboutAnswers(
    {
      id: 'SDP-ANS-05',
      clause: 'RFC 3264 §6.1',
      statement: 'The direction of an answer is one that the offer allows',
    },
    isUsed,
    ({ offer, answer }) => {
      const [asked, answered] = [mediaOf(offer)?.direction, mediaOf(answer)?.direction]
      return asked && answered && !isDirectionAnswer(asked, answered) ? `${answered} for ${asked}` : undefined
    },
  ),
  aboutAnswers(
    {
      id: 'SDP-ANS-06',
      clause: 'RFC 4145 §4, RFC 6135 §4',
      statement: 'a=setup of an answer is there where the offer has it, and one that the offer allows',
    },
    answer => isUsed(answer) && mediaOf(answer.offer)?.setup !== undefined,
    ({ offer, answer }) => {
      const [asked, answered] = [mediaOf(offer)?.setup, mediaOf(answer)?.setup]
      if (answered === undefined) return `no a=setup for ${asked ?? ''}`
      return isSetupAnswer(asked, answered) ? undefined : `${answered} for ${asked ?? ''}`
    },
  ),
  aboutAnswers(
    { id: 'SDP-ANS-07', clause: 'RFC 3264 §6', statement: 'An answer has an o= line of its own' },
    any,
    ({ offer, answer }) => {
      const [asked, answered] = [offer, answer].map(({ lines }) => lineValue(lines, 'o'))
      return asked !== undefined && asked === answered ? 'it is that of the offer' : undefined
    },
  ),
  aboutAnswers(
    {
      id: 'SDP-ANS-08',
      clause: 'RFC 3261 §13.2.1',
      statement: 'The description in a provisional response and in the 2xx is the same',
    },
    ({ before }) => before !== undefined,
    ({ before, text }) => (before === text ? undefined : 'it is not the one that came before'),
  ),
]
