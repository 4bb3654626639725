import type { Script } from '../engine/case.ts'
import { png } from '../fixtures/content/png.ts'
import type { SipResponse } from '../protocols/sip/message.ts'
import type { Call } from '../simulators/simple/interface.ts'
import { answerPromises } from './answer-promises.ts'

/** For scripts: sends a picture, the mark `picture`, if the answer lets one in, and waits for what becomes of it. */
export async function sendsPictureIfPromised(
  { mark, text }: Pick<Script<unknown, unknown>, 'mark' | 'text'>,
  call: Call,
  answer: SipResponse,
): Promise<void> {
  if (!answerPromises(answer, 'image/png')) return
  const picture = mark('picture', call.sendContent({ type: 'image/png', octets: png(700, text('picture')) }))
  // After a 200 the refusal can only be a REPORT.
  if ((await picture.answered()) === 200) await picture.reported()
}
