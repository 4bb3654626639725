import { defineCase } from '../../engine/case.ts'
import { cpimAddress } from '../../judge/readers/cpim.ts'
import { deliveredBySend, sameConnection, sends } from '../../judge/readers/msrp.ts'
import { pathOfferedIn } from '../../judge/readers/sdp.ts'
import { opens, sipMark } from '../../judge/readers/sip.ts'
import { sipAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, allOf, check, every, exactly, irrelevant, need, none, should } from '../../judge/vocabulary/index.ts'
import { deliveryAnswered200 } from '../answered-with-200.ts'
import { probeText, textFromImps } from '../liveness.ts'

const reply = (trace: Trace) =>
  need(
    deliveredBySend(trace).find(({ text }) => text === trace.text('Hi')),
    'SEND of the reply',
  )

export default defineCase({
  id: 'SES-02',
  title: 'carries the reply of the IMPS user in the existing session',
  group: 'session',
  class: 'mandatory',
  purpose:
    'The IMPS user cannot answer within a session, because there is none on that side. The IWF must know that one is ' +
    'up and put the reply into it, or the SIMPLE user sees a conversation fall to pieces.',
  catches: ['new-session-for-reply', 'pager-during-session', 'reply-on-new-connection', 'delivers-twice'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
                                      |<-- SendMessage bob->alice "Hi"
      <------------ SEND "Hi" --------|
      200 --------------------------->|--- SendMessageResponse 200 -->`,
  given: 'P2',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, imps, mark, quiet, text } = script
    const hi = mark('hi', imps.deliver({ from: cast.bob, to: cast.alice, text: text('Hi') }))
    await cast.alice.received(text('Hi'))
    await hi.answered()
    await quiet('after hi', { shows: probeText(script), probe: () => textFromImps(script, cast.bob, cast.alice) })
  },
  checks: [
    check('R-14', 'one SEND with the text, on the bound connection', trace => {
      const bound = need(trace.mark('P2.bind'), 'bound connection')
      const hits = sends(trace, trace.text('Hi'))
      return allOf(
        exactly(trace, 1, 'SEND', hits, {
          after: need(trace.mark('hi'), 'message of bob'),
          within: trace.bounds.sendAfterDelivery,
        }),
        every('on the bound connection', hits, (_, send) => sameConnection(send, bound)),
      )
    }),
    check('R-14', 'no INVITE and no MESSAGE to alice', trace =>
      none(trace, 'INVITE or MESSAGE', opens, need(trace.mark('hi'), 'message of bob'), 'after hi'),
    ),
    check('R-16', 'To-Path is the path that alice gave [RFC 4975 §7.1]', trace => {
      const path = pathOfferedIn(need(sipMark(trace, 'P2.invite'), 'INVITE'))
      return every('her path', reply(trace).chunks, ({ toPath }) => toPath.join(' ') === path)
    }),
    check('R-33', 'a wrapper names bob as From and alice as To', trace => {
      const { cpim, chunks } = reply(trace)
      if (!cpim) return irrelevant('the text is not wrapped')
      return allOf(
        all('From bob', chunks, () => cpimAddress(cpim, 'From') === sipAddressOf(trace, 'bob')),
        all('To alice', chunks, () => cpimAddress(cpim, 'To') === sipAddressOf(trace, 'alice')),
      )
    }),
    should('R-33', 'the text is wrapped, since alice lists message/cpim first [RFC 4975 §13]', trace =>
      all('message/cpim', reply(trace).chunks, () => reply(trace).cpim !== undefined),
    ),
    check('R-14', 'the message is answered 200 in its own transaction', trace => deliveryAnswered200(trace, 'hi')),
  ],
})
