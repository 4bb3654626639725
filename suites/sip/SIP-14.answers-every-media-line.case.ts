import { defineCase } from '../../engine/case.ts'
import { answeredWith, finalOf, type RightCodes } from '../../judge/readers/answered.ts'
import { negotiationWith } from '../../judge/readers/negotiation.ts'
import { sdpIn } from '../../judge/readers/sdp.ts'
import { warnCodes } from '../../judge/readers/sip.ts'
import { check, every, irrelevant, should } from '../../judge/vocabulary/index.ts'
import type { SdpMedia } from '../../protocols/sdp/description.ts'
import { isMsrpMedia, readMessageMedia } from '../../protocols/sdp/message-media.ts'
import type { SdpDescription } from '../../protocols/sdp/description.ts'
import * as offers from './odd-offers.ts'

interface Row {
  readonly rewrite: offers.Rewrite
  readonly codes: RightCodes
  /** Media of the offer, and whether the answer may take each: of those that must be taken, one at least. */
  readonly lines: readonly ('refused' | 'may' | 'must')[]
}

const rows: Readonly<Record<string, Row>> = {
  'audio-only': { rewrite: offers.audioOnly, codes: { strict: [488], lenient: [200] }, lines: ['refused'] },
  'audio-and-message': {
    rewrite: offers.audioAndMessage,
    codes: { strict: [200], lenient: [488] },
    lines: ['refused', 'must'],
  },
  'two-messages': { rewrite: offers.twoMessages, codes: { strict: [200], lenient: [488] }, lines: ['must', 'must'] },
  'port-zero': { rewrite: offers.refusedMessage, codes: { strict: [488, 200] }, lines: ['refused'] },
  unreadable: { rewrite: offers.unreadable, codes: { strict: [400, 488] }, lines: [] },
  'no-path': { rewrite: offers.withoutPath, codes: { strict: [488, 400, 200] }, lines: ['refused'] },
  'no-accept-types': { rewrite: offers.withoutAcceptTypes, codes: { strict: [488, 400, 200] }, lines: ['refused'] },
  'ip-version-6': { rewrite: offers.overIp6, codes: { strict: [200, 488] }, lines: ['may'] },
}

/** An MSRP line that is taken can be used only with what RFC 4975 §8 has it say. */
function usable(description: SdpDescription, media: SdpMedia): boolean {
  if (media.port === 0 || !isMsrpMedia(media)) return media.port === 0
  const { path, acceptTypes } = readMessageMedia(description, media)
  return path.length > 0 && path.every(uri => uri.port !== undefined) && acceptTypes.length > 0
}

function fits(description: SdpDescription | undefined, { lines }: Row): boolean {
  if (!description || description.media.length !== lines.length) return false
  const taken = description.media.map(({ port }) => port !== 0)
  const allowed = taken.every((is, index) => !is || lines[index] !== 'refused')
  const required = !lines.includes('must') || taken.includes(true)
  return allowed && required && description.media.every(media => usable(description, media))
}

export default defineCase({
  id: 'SIP-14',
  title: 'answers every media line of an offer, and refuses what it cannot use',
  group: 'sip',
  class: 'mandatory',
  purpose:
    'Clients offer voice beside messages, or messages in ways that cannot work. The answer must say something of every ' +
    'line, in their order, or the caller takes one medium for the other; and a session without usable media is none.',
  when: [['ICS-01']],
  ambiguities: ['AMB-30'],
  catches: ['media-lines-dropped', 'unusable-media-accepted'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- capability query --->|  audio, message
      <--------- 200   |<-- capability answer ---|  audio port 0, message`,
  given: 'P1',
  rows,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark, row }) {
    const rewrite = (offer: Buffer) => ({
      type: 'application/sdp',
      octets: Buffer.from(row.rewrite(offer.toString('utf8')), 'utf8'),
    })
    await mark('invite', alice.invite(bob, { rewrite })).final()
  },
  checks: [
    check<Row>('R-31', 'accepts or refuses as the offer allows [RFC 3264 §6, RFC 3261 §13.3.1.3]', (trace, { codes }) =>
      answeredWith(trace, 'invite', trace.bounds.finalAfterInvite, codes, negotiationWith(trace, 'bob').spoiledBy),
    ),
    check<Row>('R-32', 'an answer has every line of the offer, usable or with port 0 [RFC 3264 §6]', (trace, row) => {
      const final = finalOf(trace, 'invite')
      if (final.message.status >= 300) return irrelevant('the offer was refused as a whole')
      return every('as many lines, each usable or refused', [final], (_, answer) => fits(sdpIn(answer), row))
    }),
    should('R-31', '488 says by Warning what is wrong [RFC 3261 §13.3.1.3]', trace => {
      const final = finalOf(trace, 'invite')
      if (final.message.status !== 488) return irrelevant('it was not answered 488')
      return every('Warning', [final], (_, answer) => warnCodes(answer).length > 0)
    }),
  ],
})
