import { essence } from '../../protocols/media-type.ts'
import { limitOf, type ClientProfile } from '../capability/client-profile.ts'
import type { Content } from '../imps-domain.ts'

/** The value of ICS-16 that says that long texts are divided. */
const DIVISION = 'split'

const TEXT = 'text/plain'
/** More would be no conversation any more. */
const MOST_PIECES = 100
/** Octets below which a limit is no room for text. */
const LEAST_ROOM = 64
/** Characters that a cut may be moved back for a better place. */
const LEEWAY = 32
/** What belongs to the character before it: marks, joiners, variation selectors and skin tones. */
const BELONGS_BEFORE = /^[\p{M}\p{Emoji_Modifier}\u200d\ufe0f]/u
const JOINS = /\u200d$/u

/** The octets of text that one message to the client may have, where it makes sense to divide for it. */
function roomFor(profile: ClientProfile): number | undefined {
  const limit = limitOf(profile, TEXT)
  return typeof limit === 'number' && limit >= LEAST_ROOM ? limit : undefined
}

/**
 * The profile of a client together with what can be divided for it: text, and what is turned into text, may be longer
 * than one message (R-42, ICS-16). It says what is taken in; what is promised stays what one message may have.
 */
export function withDivision(profile: ClientProfile, declared: readonly string[]): ClientProfile {
  const room = roomFor(profile)
  if (!declared.includes(DIVISION) || room === undefined) return profile
  const becomesText = (type: string) => type === TEXT || profile.transcoded?.get(type) === TEXT
  const types = [...profile.types].map(
    ([type, limit]) => [type, becomesText(type) ? MOST_PIECES * room : limit] as const,
  )
  return { ...profile, types: new Map(types) }
}

/**
 * A text in as many pieces as the client needs, which together are the text, octet for octet. Cuts are between
 * characters, and not beside white space, which the ends of a message may lose. Other content stays as it is, and so
 * does all of it where no division is declared.
 */
export function divided(content: Content, profile: ClientProfile, declared: readonly string[]): readonly Content[] {
  const room = roomFor(profile)
  const { type, octets } = content
  if (!declared.includes(DIVISION) || essence(type) !== TEXT || room === undefined || octets.length <= room)
    return [content]
  const pieces: Content[] = []
  for (let at = 0; at < octets.length;) {
    const end = octets.length - at <= room ? octets.length : cutBefore(octets, at, at + room)
    pieces.push({ type, octets: octets.subarray(at, end) })
    at = end
  }
  return pieces
}

/** The best place for a cut that is not behind `most`; behind `from` in any case. */
function cutBefore(octets: Buffer, from: number, most: number): number {
  const last = characterAt(octets, most)
  let cut = last
  for (let moved = 0; moved < LEEWAY && cut > from; moved++) {
    if (isGoodCut(octets, from, cut)) return cut
    cut = characterAt(octets, cut - 1)
  }
  return last > from ? last : most
}

/** Where the character begins that the octet at `at` is a part of (RFC 3629 §3). */
function characterAt(octets: Buffer, at: number): number {
  let begin = at
  while (begin > 0 && ((octets[begin] ?? 0) & 0xc0) === 0x80 && at - begin < 3) begin--
  return begin
}

function isGoodCut(octets: Buffer, from: number, cut: number): boolean {
  const before = octets.toString('utf8', Math.max(from, characterAt(octets, cut - 1)), cut)
  const after = octets.toString('utf8', cut, cut + 4)
  return !/\s$/u.test(before) && !/^\s/u.test(after) && !BELONGS_BEFORE.test(after) && !JOINS.test(before)
}
