import type { Behaviour, OwnBehaviour, Release } from '../behaviour.ts'

/** When a REPORT goes out: with the response, so many milliseconds after it, or when the script says so. */
export type ReportMoment = 'at once' | number | Release

/** What a SIMPLE user does with the SENDs of the IWF that have content, beyond what any peer can do with any request. */
export type OwnSendBehaviour = SendConduct & {
  /** Concerns the first message that it meets, and no later one. */
  readonly firstOnly?: boolean
}

type SendConduct =
  /** Answers each chunk with this status. */
  | (OwnBehaviour & { readonly does: 'refuses'; readonly status: number })
  /** Answers 200, and reports this status on the message once it is whole, as far as its report headers let it. */
  | (OwnBehaviour & { readonly does: 'reports'; readonly status: number; readonly moment: ReportMoment })
  /** Answers 200 and never sends the success REPORT that was asked for. */
  | (OwnBehaviour & { readonly does: 'withholds report' })
  /** Answers each SEND with `status`, and reads at one go what has come, then nothing for `pause` milliseconds. */
  | (OwnBehaviour & { readonly does: 'reads slowly'; readonly pause: number; readonly status: number })

/** How a SIMPLE user meets the SENDs of the IWF that have content. Those without, which bind a session, get their 200. */
export type SendBehaviour = Behaviour | OwnSendBehaviour

/**
 * 200 to each chunk, then a REPORT `000 status` with the Byte-Range of the whole message. Of success it tells only where
 * Success-Report asks for it, of failure unless Failure-Report is `no` (RFC 4975 §7.1.3, §7.1.4).
 */
export const reports = (status: number, moment: ReportMoment = 'at once'): OwnSendBehaviour => ({
  kind: 'own',
  does: 'reports',
  name: `answers 200, reports ${status}${momentName(moment)}`,
  status,
  moment,
})

/** As `answers(status)`, for use with {@link firstMessage}. */
export const refuses = (status: number): OwnSendBehaviour => ({
  kind: 'own',
  does: 'refuses',
  name: `answers ${status}`,
  status,
})

/** The behaviour for the first message that comes, and none for those after it, in whatever session. */
export const firstMessage = (behaviour: OwnSendBehaviour): SendBehaviour => ({
  ...behaviour,
  name: `first message: ${behaviour.name}`,
  firstOnly: true,
})

export const withholdsReport = (): OwnSendBehaviour => ({
  kind: 'own',
  does: 'withholds report',
  name: 'answers 200, withholds the REPORT',
})

/** Lets what the IWF writes pile up in the sockets: RFC 4975 §10.5 is about a sender that is still busy when a 413 comes. */
export const readsSlowly = (pause: number, status = 200): OwnSendBehaviour => ({
  kind: 'own',
  does: 'reads slowly',
  name: `pauses ${pause} ms between reads, answers ${status}`,
  pause,
  status,
})

function momentName(moment: ReportMoment): string {
  if (moment === 'at once') return ''
  return typeof moment === 'number' ? ` ${moment} ms later` : ' when released'
}
