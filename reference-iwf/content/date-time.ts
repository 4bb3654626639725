/** A moment as SSP writes it: ISO 8601 in UTC, whole seconds (`imps-ssp` §8.1). */
export const sspDateTime = (moment: Date): string => moment.toISOString().replace(/\.\d+Z$/, 'Z')

/** The same moment as a text of CPIM or SIP says, in the form of SSP; now when it says none. */
export function sspDateTimeOf(text: string | undefined): string {
  const parsed = Date.parse(text ?? '')
  return sspDateTime(Number.isNaN(parsed) ? new Date() : new Date(parsed))
}
