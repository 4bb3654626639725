import { defineCase } from '../../engine/case.ts'
import { png } from '../../fixtures/content/png.ts'
import { set } from '../../fixtures/expectations/expectation-set.ts'
import { offers } from '../../fixtures/offers.ts'
import { deliveredBySend } from '../../judge/readers/msrp.ts'
import { transcodedTo } from '../../judge/readers/promise.ts'
import { isWithin, needSession } from '../../judge/readers/session-path.ts'
import { requests } from '../../judge/readers/sip.ts'
import { sspMark } from '../../judge/readers/ssp.ts'
import { failureTold } from '../../judge/readers/told.ts'
import type { Messages, Trace } from '../../judge/trace.ts'
import { check, need, none, prefer, some, unobservable } from '../../judge/vocabulary/index.ts'
import { acceptsMediaType } from '../../protocols/media-type.ts'
import { probeText, textFromImps } from '../liveness.ts'

const picture = (token: string) => png(2048, token)

/** AMB-32: the code for content that the recipient cannot take. */
const cannotTake = set('AMB-32', [415], [415, 410, 405])

const offer = (trace: Trace) => need(sspMark(trace, 'picture'), 'picture of bob')

const bySend = (seen: Pick<Messages, 'msrp'>) =>
  deliveredBySend(seen)
    .filter(({ type }) => type === 'image/png')
    .map(({ chunks: [first] }) => first)

const byMessage = (seen: Pick<Messages, 'sip'>) =>
  requests(seen, 'MESSAGE').filter(({ message }) => message.innerType === 'image/png')

/** A vendor that turns pictures into text may well send the text. */
const turnsPicturesIntoText = (trace: Trace) =>
  transcodedTo(trace, offers.textInCpim.acceptTypes).some(from => acceptsMediaType([from], 'image/png'))

export default defineCase({
  id: 'SES-14',
  title: 'keeps types that the SIMPLE client does not take out of the session',
  group: 'session',
  class: 'mandatory',
  purpose:
    'The SIMPLE client said in its offer what it takes. An IMPS user knows nothing of that and sends a picture: the IWF ' +
    'must not force it on the client, and must not swallow it either.',
  ambiguities: ['AMB-32'],
  catches: ['ignores-accept-types', 'hides-sip-failure'],
  when: [['ICS-01']],
  ladder: `
    alice = session for text only = IWF            imps.example
                                     |<-- SendMessage image/png
      (no SEND)                      |--- SendMessageResponse 415 -->`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, imps, mark, quiet, text } = script
    const { alice, bob } = cast
    const call = mark('invite', alice.invite(bob, { offer: offers.textInCpim }))
    await call.accepted()
    await call.bind()
    const octets = picture(text('picture'))
    const content = { type: 'image/png', octets }
    const delivery = mark('picture', imps.deliver({ from: bob, to: alice, content, deliveryReport: true }))
    // Accepted first, it is refused later by a report, or arrives by other means than the session.
    if ((await delivery.answered()).status < 300)
      await Promise.allSettled([imps.asked('report', bob), alice.received(octets.toString('utf8'))])
    await quiet('after picture', { shows: probeText(script), probe: () => textFromImps(script, bob, alice) })
  },
  checks: [
    check('R-42', 'sends no picture in the session', trace => {
      if (turnsPicturesIntoText(trace)) return unobservable('the implementation turns pictures into text')
      const session = needSession(trace, 'invite')
      const sends = (seen: Pick<Messages, 'msrp'>) => bySend(seen).filter(send => isWithin(send, session))
      return none(trace, 'SEND of image/png', sends, offer(trace), 'after picture')
    }),
    check('R-14', 'tells the IMPS side that the picture cannot be taken', trace => {
      if (turnsPicturesIntoText(trace)) return unobservable('the implementation turns pictures into text')
      const within = trace.bounds.deliveryAnswer
      const session = needSession(trace, 'invite')
      const elsewhere = [...bySend(trace).filter(send => !isWithin(send, session)), ...byMessage(trace)]
      return prefer(
        failureTold(trace, offer(trace), cannotTake, { within }),
        some(trace, 'delivery past the session', elsewhere, { after: offer(trace), within }),
        'the picture was delivered past the session',
      )
    }),
  ],
})
