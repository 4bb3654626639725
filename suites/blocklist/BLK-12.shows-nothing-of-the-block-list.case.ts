import { defineCase } from '../../engine/case.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { inviteOf } from '../../judge/readers/negotiation.ts'
import { responsesTo } from '../../judge/readers/sip.ts'
import { answersTo } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, cite, every, need, satisfied } from '../../judge/vocabulary/index.ts'
import { refusedByLists } from '../refused-by-lists.ts'

const others = ['mallory', 'eve'] as const

/** User part of a role's address, which occurs nowhere else. */
const nameOf = (trace: Trace, role: string): string => impsAddressOf(trace, role).replace(/^wv:|@.*$/g, '')

/** The answer of the IMPS side that names other blocked users besides. */
const tellingOfOthers = (trace: Trace) =>
  [...answersTo(trace, 'block'), ...answersTo(trace, 'capability')].find(({ message }) => {
    const told = (message.answer?.blocks ?? []).map(({ userId }) => userId)
    return others.every(role => told.includes(impsAddressOf(trace, role)))
  })

export default defineCase({
  id: 'BLK-12',
  title: 'shows nothing of the block list when it refuses',
  group: 'blocklist',
  class: 'mandatory',
  purpose:
    'Whom somebody blocks is his own business. When a server tells more than it was asked, the IWF must not pass it on ' +
    'to the caller in a reason phrase, a warning or a body.',
  when: [
    ['ICS-01', 'ICS-03'],
    ['ICS-01', 'ICS-04'],
  ],
  ambiguities: ['AMB-27'],
  catches: ['leaks-block-list'],
  ladder: `
    alice              IWF            imps.example
      INVITE carol --->|--- block status? ------>|
                       |<-- alice, mallory, eve -|
      <--------- 403   |                         |  no word of mallory or eve`,
  given: 'P1',
  cast: make => {
    const mallory = make.nobody({ name: 'mallory' })
    const eve = make.nobody({ name: 'eve' })
    const lists = { blockInUse: true, blocked: true, grantInUse: false, granted: false }
    const carol = make.imps({ name: 'carol', lists, alsoBlocks: [mallory.uri, eve.uri] })
    return { alice: make.simple({ name: 'alice' }), carol, mallory, eve }
  },
  async script({ cast: { alice, carol }, mark }) {
    await mark('invite', alice.invite(carol)).final()
  },
  checks: [
    check('R-12', 'refuses because the sender is blocked', trace => refusedByLists(trace, 'carol', E.BLOCKED.invite)),
    check('R-24', 'no octet of its responses names the others whom the answer names', trace => {
      const telling = need(tellingOfOthers(trace), 'answer that names mallory and eve')
      return allOf(
        satisfied(...cite('cause', telling)),
        every('neither mallory nor eve', responsesTo(trace, inviteOf(trace)), (_, { octets }) => {
          const said = octets.toString('latin1').toLowerCase()
          return others.every(role => !said.includes(nameOf(trace, role).toLowerCase()))
        }),
      )
    }),
  ],
})
