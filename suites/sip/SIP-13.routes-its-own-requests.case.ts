import { defineCase } from '../../engine/case.ts'
import { sameValues } from '../../judge/readers/copied.ts'
import { inviteOf } from '../../judge/readers/negotiation.ts'
import { inCallOf, requests, withoutRetransmissions } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, need } from '../../judge/vocabulary/index.ts'
import { parseReason } from '../../protocols/sip/reason.ts'

const byes = (trace: Trace) => withoutRetransmissions(inCallOf(requests(trace, 'BYE'), inviteOf(trace)))

export default defineCase({
  id: 'SIP-13',
  title: 'sends its own requests of a dialog along the recorded route',
  group: 'sip',
  class: 'mandatory',
  purpose:
    'Proxies that must see every request of a call record themselves in the INVITE. A BYE that goes past them, straight to ' +
    'the client or to the address of record, is lost in a real network, and the call stays up at everybody else.',
  when: [['ICS-01']],
  catches: ['bye-to-address-of-record', 'bye-past-the-proxies'],
  ladder: `
    alice     inner     outer        IWF
      INVITE ---->----------->------->|  Record-Route: outer, inner
      <---------<-----------<---- 200 |
      connects ---------------------->|
      resets the connection --------->|
      <---------<-----------<---- BYE |  Route: outer, inner; to alice's Contact`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark }) {
    const call = mark('invite', alice.invite(bob, { proxies: ['outer', 'inner'] }))
    await call.accepted()
    mark('bind', await call.bind())
    call.line().reset()
    await call.next('BYE')
  },
  checks: [
    check('R-44', 'the lost connection ends the call: one BYE', trace =>
      exactly(trace, 1, 'BYE', byes(trace), {
        after: need(trace.mark('bind'), 'bound connection'),
        within: trace.bounds.byeAfterConnectionLoss,
      }),
    ),
    check('R-31', 'it is sent to the first route, not past it [RFC 3261 §12.2.1.1]', trace =>
      every('arrives at the first route', byes(trace), (_, { owner }) => owner === 'simple'),
    ),
    check('R-31', 'its Request-URI is the Contact of the caller [RFC 3261 §12.2.1.1]', trace => {
      const target = inviteOf(trace).message.address('contact')
      return every(target, byes(trace), ({ requestUri }) => requestUri === target)
    }),
    check('R-31', 'its Route is what was recorded, in that order [RFC 3261 §12.1.1, §12.2.1.1]', trace => {
      const recorded = inviteOf(trace).message.values('record-route')
      return every(recorded.join(', '), byes(trace), message => sameValues(recorded, message.values('route')))
    }),
    check('R-31', 'it has what every request must have [RFC 3261 §8.1.1]', trace =>
      allOf(
        every('CSeq', byes(trace), ({ cseq }) => cseq?.method === 'BYE' && cseq.number < 2 ** 31),
        every('Max-Forwards', byes(trace), message => /^\d+$/.test(message.header('max-forwards') ?? '')),
      ),
    ),
    check('R-31', 'a Reason that it gives is well-formed [RFC 3326 §2]', trace =>
      every('Reason', byes(trace), message =>
        message.values('reason').every(value => parseReason(value) !== undefined),
      ),
    ),
  ],
})
