import { defineCase } from '../../engine/case.ts'
import { answered } from '../../judge/readers/answered.ts'
import { messageAccepted, messageOf } from '../../judge/readers/pager.ts'
import { delivered } from '../../judge/readers/ssp.ts'
import { acceptance, check, every, irrelevant, should, some } from '../../judge/vocabulary/index.ts'
import { serialiseSipDate } from '../../protocols/sip/sip-date.ts'
import { pagerMessage, probeText } from '../liveness.ts'

interface Age {
  /** Milliseconds that have passed, by its Date, since the message was sent. */
  readonly age: number
}

/** Seconds, as the message says. */
const EXPIRES = 60
const HOUR = 3_600_000

const isFresh = ({ age }: Age): boolean => age === 0

export default defineCase({
  id: 'PGR-04',
  title: 'limits the validity of a message as its sender does',
  group: 'pager',
  class: 'mandatory',
  purpose:
    '"Lunch in a minute?" is worth nothing an hour later. The sender says how long a message is good for, and the IMPS ' +
    'server can only keep to it when the IWF hands that on.',
  when: [['ICS-02']],
  catches: ['ignores-expires'],
  ladder: `
    alice              IWF            imps.example
      MESSAGE -------->|  Expires: 60, Date: now, or an hour ago
                       |--- SendMessage validity="60" --->|  when it was sent now
      <--------- 202   |<-- SendMessageResponse 200 ------|  else any final response`,
  given: 'P1',
  rows: { fresh: { age: 0 }, expired: { age: HOUR } },
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, mark, row, text, quiet, imps } = script
    const headers = [
      ['Date', serialiseSipDate(Date.now() - row.age)],
      ['Expires', String(EXPIRES)],
    ] as const
    const message = mark('message', cast.alice.message(cast.bob, text('Lunch?'), { headers }))
    if (isFresh(row)) await imps.asked('message', cast.bob, { text: text('Lunch?') })
    await message.answered()
    await quiet('after message', { shows: probeText(script), probe: () => pagerMessage(script, cast.alice, cast.bob) })
  },
  checks: [
    check<Age>('R-34', 'answered, whatever is made of it', trace =>
      answered(trace, 'message', trace.bounds.messageFinal),
    ),
    check<Age>('R-34', 'a message that is good still is accepted and handed on', (trace, row) => {
      if (!isFresh(row)) return irrelevant('the message has expired')
      const message = messageOf(trace)
      const accepted = acceptance(trace, message, { after: message, within: trace.bounds.messageFinal })
      if (accepted.outcome !== 'satisfied') return accepted
      return some(trace, 'SendMessageRequest', delivered(trace, trace.text('Lunch?')), {
        after: message,
        within: trace.bounds.messageAfterSend,
      })
    }),
    should<Age>('R-41', 'with a validity of no more than is left', (trace, row) => {
      const sent = delivered(trace, trace.text('Lunch?'))
      if (sent.length === 0 || !isFresh(row)) return irrelevant('the message has expired, or was not handed on')
      return every(`at most ${EXPIRES} s`, sent, ({ messageInfo }) => (messageInfo?.validity ?? Infinity) <= EXPIRES)
    }),
    should<Age>('R-34', 'of one that has expired no longer validity is claimed', (trace, row) => {
      const sent = delivered(trace, trace.text('Lunch?'))
      if (isFresh(row) || sent.length === 0 || !messageAccepted(trace)) return irrelevant('it was dropped, or is good')
      return every('no more than it had', sent, ({ messageInfo }) => (messageInfo?.validity ?? 0) <= EXPIRES)
    }),
  ],
})
