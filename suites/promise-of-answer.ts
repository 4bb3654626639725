import { msrpMark } from '../judge/readers/msrp.ts'
import { acceptanceOf } from '../judge/readers/negotiation.ts'
import { excessivePromises, isWildcard } from '../judge/readers/promise.ts'
import { refusedWith } from '../judge/readers/refused-send.ts'
import { messageMedia, promises } from '../judge/readers/sdp.ts'
import type { MessageMedia } from '../protocols/sdp/message-media.ts'
import type { Trace } from '../judge/trace.ts'
import { every, prefer, violated, type Finding } from '../judge/vocabulary/index.ts'

/** For checks: what the 2xx to the INVITE promises in its MSRP line; without such a line nothing holds. */
export const promised = (
  trace: Trace,
  what: string,
  holds: (media: MessageMedia) => boolean,
  label?: string,
): Finding =>
  every(what, [acceptanceOf(trace, label)], (_, answer) => {
    const media = messageMedia(answer)
    return media !== undefined && holds(media)
  })

export const promisesText = (trace: Trace): Finding =>
  promised(trace, 'text/plain promised', media => promises(media, 'text/plain'))

/** Nothing is promised besides what is taken, as far as `counts` says; of the gateway's own see `excessivePromises`. */
export const promisesNothingBeyond = (
  trace: Trace,
  taken: readonly string[],
  counts: (entry: string) => boolean = () => true,
): Finding =>
  promised(trace, `nothing besides ${taken.join(', ')}`, media => !excessivePromises(trace, media, taken).some(counts))

/** No type by name besides what is taken. */
export const promisesNoOtherType = (trace: Trace, taken: readonly string[]): Finding =>
  promisesNothingBeyond(trace, taken, entry => !isWildcard(entry))

/**
 * No wildcard besides what is taken; or one, but the picture that it lets in, the mark `picture`, is refused with 415,
 * which RFC 4975 §8.6 allows.
 */
export const promisesNoOpenWildcard = (trace: Trace, taken: readonly string[]): Finding =>
  prefer(
    promisesNothingBeyond(trace, taken, isWildcard),
    pictureRefused(trace),
    'a wildcard in the answer, but what it would let in is refused with 415',
  )

function pictureRefused(trace: Trace): Finding {
  const picture = msrpMark(trace, 'picture')
  return picture
    ? refusedWith(trace, [415], picture, trace.bounds.msrpResponse)
    : violated('the answer lets no picture in, so that none was refused either')
}
