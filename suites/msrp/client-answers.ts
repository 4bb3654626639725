import type { ScriptPixit } from '../../engine/case.ts'
import { sizedText } from '../../fixtures/content/texts.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  firstMessage,
  readsSlowly,
  refuses,
  reports,
  type SendBehaviour,
} from '../../simulators/simple/send-behaviour.ts'

/** What a client says to a SEND of the IWF. */
export interface ClientAnswer {
  readonly answer: (pixit: ScriptPixit) => SendBehaviour
  /** What the client says of the message, in the end. */
  readonly status: number
  readonly octets?: number
  /** The client accepts, and a REPORT tells of the failure. */
  readonly later?: true
}

const refusing = (status: number): ClientAnswer => ({ answer: () => firstMessage(refuses(status)), status })

/** By the id of its row (MSR-11). */
export const clientAnswers: Readonly<Record<string, ClientAnswer>> = {
  '400': refusing(400),
  '403': refusing(403),
  '413': { answer: ({ GRACE }) => firstMessage(readsSlowly(GRACE, 413)), status: 413, octets: 50_000 },
  '415': refusing(415),
  '423': refusing(423),
  '481': refusing(481),
  '501': refusing(501),
  '506': refusing(506),
  'REPORT-408': { answer: () => firstMessage(reports(408)), status: 408, later: true },
}

/** The text that meets the answer. */
export const firstText = (scene: Pick<Trace, 'text'>, { octets }: ClientAnswer): string =>
  octets === undefined ? scene.text('first') : sizedText(octets, scene.text('first'))
