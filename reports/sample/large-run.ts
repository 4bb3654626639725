import { createHash } from 'node:crypto'
import type { RowOutcome } from '../../judge/outcome.ts'
import { totalsOf } from '../../judge/verdict.ts'
import type { Ladder, Ladders } from '../html/ladder.ts'
import type { CaseResult, Results } from '../results.ts'
import { acceptsTooEarly, orderlySession } from './sample-ladders.ts'
import { sampleResults } from './sample-run.ts'

export interface LargeRun {
  readonly results: Results
  readonly ladders: Ladders
  /** Octets of all messages. */
  readonly octets: number
}

/** Of so many rows one fails. */
const ONE_FAILS_OF = 50
/** So long that ten messages have the 5,000 octets that a case of the catalogue leaves behind. */
const PADDING = 300

/** A run of `cases` cases of `rowsPerCase` rows with a full ladder each, no message like another: for measuring. */
export function largeRun(cases: number, rowsPerCase = 1): LargeRun {
  const base = sampleResults()
  const [passed, failed] = [base.cases[0], base.cases[1]]
  if (!passed || !failed) throw new RangeError('the sample lacks its first cases')
  const ladders = new Map<string, Ladder>()
  let octets = 0
  const rowOf = (id: string, { rows: [model] }: CaseResult): RowOutcome => {
    if (!model) throw new RangeError('the sample case lacks its row')
    const ladder = unlikeOthers(model.verdict === 'pass' ? orderlySession() : acceptsTooEarly, id)
    for (const message of ladder.messages) octets += message.octets.length
    ladders.set(id, ladder)
    return { ...model, id, execution: id }
  }
  const many = Array.from({ length: cases }, (_, index): CaseResult => {
    const id = `BIG-${index}`
    const model = index % ONE_FAILS_OF === ONE_FAILS_OF - 1 ? failed : passed
    const ids = rowsPerCase === 1 ? [id] : Array.from({ length: rowsPerCase }, (_, row) => `${id}/row-${row}`)
    return { ...model, id, group: `group-${index % 12}`, rows: ids.map(row => rowOf(row, model)) }
  })
  const results: Results = {
    ...base,
    verdict: 'fail',
    rules: [],
    contradictions: [],
    requirements: base.requirements.map(one => ({ ...one, cases: many.slice(0, 100).map(({ id }) => id) })),
    cases: many,
    totals: totalsOf(many),
  }
  return { results, ladders, octets }
}

/** The same ladder with octets that compress no better than those of a run do. */
const unlikeOthers = (ladder: Ladder, id: string): Ladder => ({
  ...ladder,
  messages: ladder.messages.map(message => ({
    ...message,
    octets: Buffer.concat([message.octets, Buffer.from(padding(`${id}/${message.id}`))]),
  })),
})

function padding(seed: string): string {
  const token = createHash('sha256').update(seed).digest('hex').slice(0, 24)
  return `X-Sample: sip:${token}@sip.example;tag=${token.slice(4, 12)}\r\n`.repeat(Math.ceil(PADDING / 64))
}
