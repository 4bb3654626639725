import { defineCase } from '../../engine/case.ts'
import { inviteOf } from '../../judge/readers/negotiation.ts'
import { msrpMark, msrpResponsesTo } from '../../judge/readers/msrp.ts'
import { inCallOf, requests, sipFromPeer, withoutRetransmissions } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, cite, every, exactly, need, satisfied } from '../../judge/vocabulary/index.ts'
import { buildSend } from '../../protocols/msrp/requests.ts'
import { newMessageId } from '../../protocols/msrp/identifiers.ts'

const ack = (trace: Trace) =>
  need(
    inCallOf(sipFromPeer(trace), inviteOf(trace)).find(({ message }) => message.method === 'ACK'),
    'ACK',
  )
const byes = (trace: Trace) => withoutRetransmissions(inCallOf(requests(trace, 'BYE'), inviteOf(trace)))

const rows: Readonly<Record<string, { readonly connects: boolean }>> = {
  'no-connection': { connects: false },
  'silent-connection': { connects: true },
}

export default defineCase({
  id: 'TMR-04',
  title: 'ends a session whose media never come',
  group: 'timers',
  class: 'mandatory',
  purpose:
    'A client may accept a session and vanish, or connect and say nothing. The IWF cannot send to it, and holds state and ' +
    'a promise for it: after the time that it states it must end the call, and its path must lead nowhere.',
  when: [['ICS-01']],
  catches: ['waits-for-media-for-ever', 'path-outlives-session'],
  ladder: `
    alice              IWF
      INVITE --------->|
      <--------- 200   |
      ACK ------------>|
      (no SEND)        |  T_BIND
      <--------- BYE   |
      SEND ----------->|  on the old path
      <--- 481, or refused`,
  given: 'P1',
  rows,
  lasts: ({ T_BIND }) => T_BIND,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark, row }) {
    const call = mark('invite', alice.invite(bob))
    await call.accepted()
    if (row.connects) await call.connect()
    await call.next('BYE')
    // A listener that is closed, or a connection that is ended, says as much as 481.
    const [line] = await Promise.allSettled([call.anotherLine()])
    if (line.status === 'rejected') return
    const { paths } = line.value
    const send = buildSend(paths, { messageId: newMessageId() }, { start: 1, end: 0, total: 0 }, undefined)
    await Promise.allSettled([mark('late', line.value.send(send)).answered()])
  },
  checks: [
    check('R-44', 'BYE when T_BIND has passed', trace =>
      exactly(trace, 1, 'BYE', byes(trace), { after: ack(trace), within: trace.bounds.byeAfterNoMedia }),
    ),
    check('R-44', 'the path leads nowhere afterwards: 481, or no connection', trace => {
      const bye = need(byes(trace)[0], 'BYE')
      const late = msrpMark(trace, 'late')
      if (!late) return satisfied(...cite('cause', bye))
      const answers = msrpResponsesTo(trace, late)
      const closed = trace.ends.some(({ connection, by }) => connection === late.connection && by === 'iwf')
      if (closed && answers.length === 0) return satisfied(...cite('effect', late))
      return allOf(
        exactly(trace, 1, 'response', answers, { after: late, within: trace.bounds.msrpResponse }),
        every('481', answers, ({ status }) => status === 481),
      )
    }),
  ],
})
