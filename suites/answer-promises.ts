import { promises } from '../judge/readers/sdp.ts'
import { parseSdp } from '../protocols/sdp/parse.ts'
import { findMessageMedia } from '../protocols/sdp/message-media.ts'
import type { MessageMedia } from '../protocols/sdp/message-media.ts'
import type { SipResponse } from '../protocols/sip/message.ts'

/**
 * For scripts, which send nothing that the answer does not promise (`simple-iwf` §12.0): the MSRP line of an answer.
 */
export const answeredMedia = ({ body }: SipResponse): MessageMedia | undefined =>
  findMessageMedia(parseSdp(body).description)?.media

/** Whether an answer promises to take a type, by name or by a wildcard. */
export function answerPromises(answer: SipResponse, type: string): boolean {
  const media = answeredMedia(answer)
  return media !== undefined && promises(media, type)
}
