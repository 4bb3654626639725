import { defineCase } from '../../engine/case.ts'
import { copiesIdentity, copiesTo, copiesVia, sameValues, toTags } from '../../judge/readers/copied.ts'
import { allows, responsesTo, sipMark } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, allOf, check, every, need, should } from '../../judge/vocabulary/index.ts'

const invite = (trace: Trace) => need(sipMark(trace, 'invite'), 'INVITE')
const responses = (trace: Trace) => responsesTo(trace, invite(trace))
const accepts = (trace: Trace) => responses(trace).filter(({ message: { status } }) => status >= 200 && status < 300)

export default defineCase({
  id: 'SIP-02',
  title: 'repeats in its responses what it must, and tags them',
  group: 'sip',
  class: 'mandatory',
  purpose:
    'Responses find their way back, and dialogs hold together, by fields that the server copies. Proxies on the way ' +
    'leave fields with parameters of their own, which must come back as they were.',
  when: [['ICS-01']],
  catches: ['via-order-lost', 'record-route-dropped', 'loses-to-tag'],
  ladder: `
    alice     proxy 1   proxy 2      IWF
      INVITE ---->----------->------->|  3 Via, 2 Record-Route
      <---------<-----------<---- 200 |  the same, in order; one tag in To`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark }) {
    const call = mark(
      'invite',
      alice.invite(bob, {
        displayName: '"Al \\"Ice\\" Ärmchen, \\\\o/"',
        viaBelow: [
          'SIP/2.0/UDP proxy1.sip.example:5062;branch=z9hG4bK.1;odd="a,b;c";received=192.0.2.4;flag',
          'SIP/2.0/TCP [2001:db8::9:1];branch=z9hG4bK-b;received=[2001:db8::9:255]',
        ],
        headers: [
          ['To', `"B\\"ob\\"; <not yet>" <${bob.sipUri}>;odd="x;tag=no";flag`],
          ['Record-Route', '<sip:proxy2.sip.example:5064;transport=tcp;lr;x-odd=1>;hp="q,r"'],
          ['Record-Route', '"Pröxy" <sip:p1%40id@proxy1.sip.example;lr=on>'],
        ],
      }),
    )
    await call.accepted()
  },
  checks: [
    check('R-31', 'Via values are the same, in order [RFC 3261 §8.2.6.2]', trace =>
      every('Via', responses(trace), response => copiesVia(invite(trace).message, response)),
    ),
    check('R-31', 'From, Call-ID and CSeq are the same [RFC 3261 §8.2.6.2]', trace =>
      every('From, Call-ID and CSeq', responses(trace), response => copiesIdentity(invite(trace).message, response)),
    ),
    check('R-31', 'To is the same, with one tag in all but 100 [RFC 3261 §8.2.6.2]', trace => {
      const tagged = responses(trace).filter(({ message }) => message.status > 100)
      return allOf(
        every('To', responses(trace), response => copiesTo(invite(trace).message, response)),
        every('one tag', tagged, response => toTags(response).length === 1),
        all('the same tag', tagged, all => new Set(all.map(({ message }) => message.toTag)).size === 1),
      )
    }),
    check('R-31', 'the 2xx repeats Record-Route in order [RFC 3261 §12.1.1]', trace =>
      every('Record-Route', accepts(trace), response =>
        sameValues(invite(trace).message.values('record-route'), response.values('record-route')),
      ),
    ),
    check('R-31', 'the 2xx has one SIP Contact [RFC 3261 §12.1.1]', trace =>
      every(
        'Contact',
        accepts(trace),
        message => message.values('contact').length === 1 && /^sips?:/i.test(message.address('contact')),
      ),
    ),
    check('R-31', 'Content-Length is that of the body, and there over TCP [RFC 3261 §18.3, §20.14]', trace =>
      every('Content-Length', responses(trace), (message, { transport }) => {
        const length = message.header('content-length')
        return length === undefined ? transport === 'udp' : Number(length) === message.body.length
      }),
    ),
    should('R-31', 'the 2xx lists Allow and Supported [RFC 3261 §13.3.1.4]', trace =>
      every(
        'Allow and Supported',
        accepts(trace),
        (message, response) => allows(response).includes('INVITE') && message.header('supported') !== undefined,
      ),
    ),
  ],
})
