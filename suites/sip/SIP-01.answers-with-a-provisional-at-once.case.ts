import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/pixit.ts'
import { copiesIdentity, copiesTo, copiesVia } from '../../judge/readers/copied.ts'
import { responsesTo, sipFromPeer, sipMark } from '../../judge/readers/sip.ts'
import { answerTo } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, allOf, check, every, irrelevant, need, noneBefore, should, some } from '../../judge/vocabulary/index.ts'
import { holds } from '../../simulators/behaviour.ts'

const invite = (trace: Trace) => need(sipMark(trace, 'invite'), 'INVITE')
const provisionals = (trace: Trace) => responsesTo(trace, invite(trace)).filter(({ message }) => message.status < 200)

interface Row {
  readonly transport: 'tcp' | 'udp'
}

const rows: Readonly<Record<string, Row>> = {
  tcp: { transport: 'tcp' },
  udp: { transport: 'udp' },
}

export default defineCase({
  id: 'SIP-01',
  title: 'answers an INVITE with a provisional response at once',
  group: 'sip',
  class: 'mandatory',
  purpose:
    'The capability query takes time. Until its answer is there, a provisional response tells the caller that the ' +
    'INVITE has arrived; without it a caller on UDP repeats the INVITE again and again.',
  when: [['ICS-01']],
  ambiguities: ['AMB-01'],
  catches: ['no-100-while-asking', 'sdp-in-provisional'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|
      <--------- 100   |  within 200 ms          |  held back for 0.3 T_CAP
                       |<-- capability answer ---|
      <--------- 200   |                         |`,
  given: 'P1',
  rows,
  rowNeeds: { udp: ['ICS-23'] },
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark, pixit, row }) {
    bob.on('capability', holds(times(0.3, pixit.T_CAP)))
    const headers = [['Timestamp', '54.5']] as const
    const call = mark('invite', alice.invite(bob, { transport: row.transport, headers }))
    await call.accepted()
  },
  checks: [
    check('R-31', 'a provisional response before the INVITE would be repeated [RFC 3261 §17.2.1]', trace =>
      some(trace, '1xx', provisionals(trace), { after: invite(trace), within: trace.bounds.tryingAtLatest }),
    ),
    should('R-31', 'a provisional response within 200 ms [RFC 3261 §17.2.1]', trace =>
      some(trace, '1xx', provisionals(trace), { after: invite(trace), within: trace.bounds.trying }),
    ),
    check('R-09', 'no SDP in it before the capability answer', trace =>
      noneBefore(
        '1xx with SDP',
        provisionals(trace).filter(({ message }) => message.hasSdp),
        answerTo(trace, 'capability'),
        'capability answer',
      ),
    ),
    check('R-31', 'it repeats Via, From, To, Call-ID and CSeq [RFC 3261 §8.2.6.2]', trace => {
      const { message: request } = invite(trace)
      return allOf(
        every('Via', provisionals(trace), response => copiesVia(request, response)),
        every('From, Call-ID and CSeq', provisionals(trace), response => copiesIdentity(request, response)),
        every('To', provisionals(trace), response => copiesTo(request, response)),
      )
    }),
    check('R-31', 'a 100 repeats Timestamp [RFC 3261 §8.2.6.1]', trace => {
      const trying = provisionals(trace).filter(({ message }) => message.status === 100)
      if (trying.length === 0) return irrelevant('another provisional response came instead')
      return every('Timestamp 54.5', trying, message => /^54\.5(?:\s|$)/.test(message.header('timestamp') ?? ''))
    }),
    check<Row>('R-31', 'the caller needs to repeat the INVITE once at most', (trace, { transport }) => {
      if (transport === 'tcp') return irrelevant('over TCP nothing is repeated')
      const { callId } = invite(trace).message
      const sent = sipFromPeer(trace).filter(
        ({ message }) => message.kind === 'request' && message.method === 'INVITE' && message.callId === callId,
      )
      return all('sent twice at most', sent, ({ length }) => length <= 2)
    }),
  ],
})
