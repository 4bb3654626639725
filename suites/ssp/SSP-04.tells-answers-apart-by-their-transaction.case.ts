import { defineCase } from '../../engine/case.ts'
import { capabilities } from '../../fixtures/capabilities.ts'
import { acceptanceOf, acceptancesOf, inviteOf } from '../../judge/readers/negotiation.ts'
import { maxSize, messageMedia, promises } from '../../judge/readers/sdp.ts'
import { answersTo } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  allOf,
  check,
  exactly,
  need,
  noneBefore,
  satisfied,
  unobservable,
  violated,
} from '../../judge/vocabulary/index.ts'
import { cite } from '../../judge/vocabulary/index.ts'
import { awaits, Release } from '../../simulators/behaviour.ts'
import type { ImpsUser } from '../../simulators/imps/interface.ts'
import type { SimpleUser } from '../../simulators/simple/interface.ts'
import { documentOf } from './hand-written.ts'

/** Ten IMPS users, each with a limit of his own, every other one with pictures. */
const users = Array.from({ length: 10 }, (_, index) => `bob${index}`)
const limitOf = (index: number): number => 1000 * 2 ** index
const takesPictures = (index: number): boolean => index % 2 === 0

const clientOf = (index: number) => {
  const base = takesPictures(index) ? capabilities.textAndPng256000 : capabilities.text256000
  const textLength = limitOf(index)
  const contentTypes = base.contentTypes.map(({ type }) =>
    type === 'image/png' ? { type, richLength: textLength } : { type },
  )
  return { ...base, contentTypes, textLength, pushLength: textLength }
}

/** The answer about one user. */
const answerAbout = (trace: Trace, role: string) =>
  about(answersTo(trace, 'capability'), impsAddressOf(trace, role))[0] ??
  answersTo(trace, 'capability').find(({ message }) =>
    message.answer?.clients.some(({ userId }) => userId === impsAddressOf(trace, role)),
  )

/** Whether the SDP is made from that user's capabilities: nothing in it exceeds them. */
function ownSdp(trace: Trace, role: string, index: number) {
  const acceptance = acceptanceOf(trace, role)
  const media = need(messageMedia(acceptance), `SDP in the 2xx about ${role}`)
  const size = maxSize(acceptance)
  if (size !== undefined && size > limitOf(index) + trace.pixit.ENVELOPE)
    return violated(`max-size ${size} for ${role}, whose limit is ${limitOf(index)}`, ...cite('offends', acceptance))
  if (promises(media, 'image/png') !== takesPictures(index))
    return violated(
      `${role} ${takesPictures(index) ? 'takes' : 'does not take'} pictures, the answer says otherwise`,
      ...cite('offends', acceptance),
    )
  return satisfied(...cite('effect', acceptance))
}

export default defineCase({
  id: 'SSP-04',
  title: 'tells concurrent answers apart by their transaction',
  group: 'ssp',
  class: 'mandatory',
  purpose:
    'Many sessions are negotiated at a time, and the IMPS server answers in whatever order and by whichever way it likes. ' +
    'Only the transaction id says which answer belongs to which query.',
  catches: ['crosses-answers'],
  ladder: `
    alice              IWF            imps.example
      10 x INVITE ---->|--- 10 capability queries, t0 to t9 --->|
                       |<-- answer under an unknown id ---------|  ignored
                       |<-- answer t9 (POST) -------------------|
                       |<-- answer t8 (HTTP response) ----------|
                       |    ...                                 |
      <------ 10 x 200 |<-- answer t0 --------------------------|  each with its own SDP`,
  given: 'P1',
  when: [['ICS-01']],
  cast: (make): { readonly alice: SimpleUser } & Readonly<Record<string, ImpsUser | SimpleUser>> => ({
    ...Object.fromEntries(users.map((name, index) => [name, make.imps({ name, clients: [clientOf(index)] })])),
    stranger: make.imps({ name: 'stranger', clients: [capabilities.anyContent] }),
    alice: make.simple({ name: 'alice' }),
  }),
  async script({ cast, imps, mark, statements }) {
    const bobs = users.map(name => cast[name] as ImpsUser)
    const stranger = cast['stranger']?.uri ?? ''
    const releases = bobs.map(() => new Release())
    bobs.forEach((bob, index) => {
      const either = index % 2 === 0 ? 'response' : 'post'
      const answersIn = statements.SSP_MODE === 'BOTH' ? either : statements.SSP_MODE === 'POST' ? 'post' : 'response'
      bob.update({ ...bob.data, answersIn })
      bob.on('capability', awaits(releases[index] ?? new Release()))
    })
    const calls = bobs.map((bob, index) => mark(users[index] ?? '', cast.alice.invite(bob)))
    for (const bob of bobs) await imps.asked('capability', bob)
    const unknown = imps.posts(place =>
      documentOf('Response', place, {
        name: 'GetClientCapabilityResponse',
        status: { code: 200, details: [] },
        clients: [{ userId: stranger, online: true, capabilities: capabilities.anyContent }],
        blocks: [{ userId: stranger, blocked: false, granted: true }],
      }),
    )
    await mark('unknown', unknown).acknowledged()
    for (const release of releases.toReversed()) release.now()
    for (const call of calls) await call.accepted()
  },
  checks: [
    check('R-29', 'each INVITE is accepted, with the SDP of the user whom it addresses', trace => {
      const [first, ...others] = users.map((role, index) => {
        const invite = inviteOf(trace, role)
        const within = trace.bounds.finalAfterInvite
        const accepted = exactly(trace, 1, '2xx', acceptancesOf(trace, invite), { after: invite, within })
        return accepted.outcome === 'satisfied' ? allOf(accepted, ownSdp(trace, role, index)) : accepted
      })
      return first ? allOf(first, ...others) : unobservable('no INVITE')
    }),
    check('R-29', 'and not before the answer about that user', trace => {
      const [first, ...others] = users.map(role =>
        noneBefore(
          '2xx',
          acceptancesOf(trace, inviteOf(trace, role)),
          answerAbout(trace, role),
          `answer about ${role}`,
        ),
      )
      return first ? allOf(first, ...others) : unobservable('no INVITE')
    }),
    check('R-38', 'an answer under an unknown transaction id changes nothing', trace => {
      const unknown = need(trace.mark('unknown'), 'answer under an unknown id')
      const earliest = users.flatMap(role => answerAbout(trace, role) ?? []).sort((a, b) => a.at - b.at)[0]
      const accepted = users.flatMap(role => acceptancesOf(trace, inviteOf(trace, role)))
      return allOf(
        satisfied(...cite('cause', unknown)),
        noneBefore('2xx', accepted, earliest, 'first answer to a query'),
      )
    }),
  ],
})
