import { defineCase } from '../../engine/case.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { answersOf, sspMark } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, need, none, unobservable } from '../../judge/vocabulary/index.ts'
import { probeText, textFromImps } from '../liveness.ts'

/** Who poses as whom: the sender of the message, or the user on whose behalf it is sent. */
interface Row {
  readonly poses: 'sender' | 'requester'
  readonly as: 'eve' | 'mallory'
}

const rows: Readonly<Record<string, Row>> = {
  'sender-of-a-third-domain': { poses: 'sender', as: 'eve' },
  'sender-of-the-sip-domain': { poses: 'sender', as: 'mallory' },
  'requester-of-a-third-domain': { poses: 'requester', as: 'eve' },
}

/** 901 is what the address calls for; the others refuse as well (`simple-iwf` SSP-08). */
const REFUSES = [901, 403, 401, 400]

/** The message that must not come through. Where the peer may send for others, it may. */
function forgery(trace: Trace) {
  return need(sspMark(trace, 'forged'), 'message of the impostor')
}
const transitAgreed = (trace: Trace) =>
  trace.statements.TRANSIT === 'YES' ? unobservable('the peer may send for users of other domains') : undefined

export default defineCase({
  id: 'SSP-08',
  title: 'refuses messages that an IMPS server sends for users of other domains',
  group: 'ssp',
  class: 'mandatory',
  purpose:
    'An IMPS server vouches for its own users and for nobody else: the domain that it has proved by its login is all ' +
    'that is known of a sender. Otherwise any server could write to a SIMPLE user in anybody’s name.',
  catches: ['foreign-sender-accepted'],
  ladder: `
    alice              IWF            imps.example
                       |<-- SendMessage eve@foreign.example->alice --|
                       |--- SendMessageResponse 901 ---------------->|
      (nothing)`,
  given: 'P0',
  needs: ['ssp'],
  rows,
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob' }),
    eve: make.nobody({ name: 'eve', domain: 'foreign.example' }),
    mallory: make.simple({ name: 'mallory' }),
  }),
  async script(script) {
    const { cast, imps, mark, quiet, row, text } = script
    const posed = cast[row.as].uri.replace(/^sip:/, 'wv:')
    const who = row.poses === 'sender' ? { from: posed } : { from: cast.bob, requester: posed }
    const forged = mark('forged', imps.deliver({ ...who, to: cast.alice, text: text('Trust me') }))
    await forged.answered()
    await quiet('after it', { shows: probeText(script), probe: () => textFromImps(script, cast.bob, cast.alice) })
  },
  checks: [
    check('R-39', 'the message is refused: 901, or 403, 401, 400', trace => {
      const forged = forgery(trace)
      const answers = answersOf(trace, forged)
      return (
        transitAgreed(trace) ??
        allOf(
          exactly(trace, 1, 'answer', answers, { after: forged, within: trace.bounds.sspAnswer }),
          every(REFUSES.join(', '), answers, ({ result }) =>
            [result?.code, ...(result?.details ?? []).map(({ code }) => code)].some(
              code => code !== undefined && REFUSES.includes(code),
            ),
          ),
        )
      )
    }),
    check('R-39', 'and does not reach alice', trace => {
      const text = trace.text('Trust me')
      const seen = none(trace, 'delivery', all => deliveries(all, text), forgery(trace), 'after it')
      return transitAgreed(trace) ?? seen
    }),
  ],
})
