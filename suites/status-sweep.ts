import { impsStatus, impsStatusRows, type ImpsStatusRow } from '../fixtures/mappings/imps-status.ts'

/** One IMPS status as a server tells it: alone, or of the addressed user in detail under 900. */
export interface Sweep {
  readonly code: number
  readonly form: 'bare' | 'detail'
}

/** Codes of a row: each of a list; of a range, its ends and its middle. */
const sampled = ({ codes }: ImpsStatusRow): readonly number[] =>
  codes.length <= 6 ? codes : [0, Math.floor(codes.length / 2), codes.length - 1].flatMap(index => codes[index] ?? [])

/** Codes that one source names or none, judged by their class (`simple-iwf` §10.2, last row). */
const UNLISTED = [406, 428, 429, 450, 502, 562] as const

/** Inside Status 900 a user has failed, so codes of success, and 900 itself, have no place there. */
const hasDetailForm = (code: number): boolean => code >= 400 && code !== 900 && impsStatus(code).effect !== 'proceed'

/** Rows of a case that goes through every status of `simple-iwf` §10.2 in both forms: `531/bare-status`, `531/detail`. */
export const statusSweep: Readonly<Record<string, Sweep>> = Object.fromEntries(
  [...impsStatusRows.flatMap(sampled), ...UNLISTED].flatMap(code => {
    const bare: [string, Sweep] = [`${code}/bare-status`, { code, form: 'bare' }]
    const detail: [string, Sweep] = [`${code}/detail`, { code, form: 'detail' }]
    return hasDetailForm(code) ? [bare, detail] : [bare]
  }),
)

/** 600 and its like make the IWF set up its session anew, which no other row and no other case may feel. */
export const endsSession = ({ code }: Sweep): boolean => impsStatus(code).effect === 'renew-session'
