import { defineCase } from '../../engine/case.ts'
import { messageMedia } from '../../judge/readers/sdp.ts'
import { guessability, type Guessability } from '../../judge/readers/session-ids.ts'
import { accepts, withoutRetransmissions, type SipMessages } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, check, every, should, type Finding } from '../../judge/vocabulary/index.ts'

/** So many that a counter or a clock shows. */
const SESSIONS = 50
/** RFC 4975 §14.1. */
const LEAST_BITS = 80

const answers = (trace: Trace): SipMessages => withoutRetransmissions(accepts(trace))

/** The rightmost URI of a path is that of the implementation itself (RFC 4975 §8.2). */
const sessionId = (answer: SipMessages[number]): string => messageMedia(answer)?.path.at(-1)?.sessionId ?? ''

/** Holds for the session ids of all answers, in the order in which they were given out. */
const ids = (what: string, trace: Trace, holds: (ids: Guessability) => boolean): Finding =>
  all(what, answers(trace), given => holds(guessability(given.map(sessionId))))

export default defineCase({
  id: 'MSR-05',
  title: 'gives out session ids that nobody can guess',
  group: 'msrp',
  class: 'mandatory',
  purpose:
    'Whoever knows the URI of a session can speak in it: the session id is its password. It must be long, random, and ' +
    'never used twice.',
  when: [['ICS-01']],
  catches: ['guessable-session-id'],
  ladder: `
    alice              IWF
      INVITE --------->|
      <-- 200, a=path:msrp://…/<session id>;tcp
      BYE ------------>|  fifty times`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob } }) {
    // One after the other: what is given out in turn must not follow the turn.
    for (let session = 0; session < SESSIONS; session++) {
      const call = alice.invite(bob)
      await call.accepted()
      await call.bye().answered()
    }
  },
  checks: [
    check('R-32', 'every answer has a session id of its own [RFC 4975 §8.2]', trace => {
      const given = answers(trace).map(sessionId)
      return every('another session id than all others', answers(trace), (_, answer) => {
        const id = sessionId(answer)
        return id !== '' && given.indexOf(id) === given.lastIndexOf(id)
      })
    }),
    check('R-39', 'what differs holds 80 bits or more [RFC 4975 §14.1]', trace =>
      ids(`${LEAST_BITS} bits`, trace, ({ bitsAtBest }) => bitsAtBest >= LEAST_BITS),
    ),
    // A sample that does not show every character of its alphabet is on the borderline.
    should('R-39', 'and does so by the characters that were seen', trace =>
      ids(`${LEAST_BITS} bits in the characters seen`, trace, ({ bits }) => bits >= LEAST_BITS),
    ),
    check('R-39', 'without what follows the order of the sessions, as a counter or a clock does', trace =>
      ids(`${LEAST_BITS} bits that cannot be foretold`, trace, ({ unforeseeable }) => unforeseeable >= LEAST_BITS),
    ),
    should('R-39', 'nothing in them follows that order', trace =>
      ids('no counter and no clock', trace, ({ ordered }) => ordered === 0),
    ),
  ],
})
