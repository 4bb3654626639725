import { createHash } from 'node:crypto'
import type { Results } from '../results.ts'
import type { BaselineOutcome, DeviationOutcome, Verdict } from '../../judge/outcome.ts'

export const STATEMENT_PAYLOAD_TYPE = 'application/vnd.in-toto+json'
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1'
const PREDICATE_TYPE = 'https://in-toto.io/attestation/test-result/v0.1'

/** Field of the predicate that holds what the test-result predicate has no word for (in-toto lets a URI name one). */
export const EVIDENCE_FIELD = 'urn:iwf-conformance:evidence:1.0'

/** Why the evidence shows less than a whole run in real time would. */
export type Reservation = 'incomplete' | 'partial' | 'scaled'

export const RESERVATIONS: readonly Reservation[] = ['incomplete', 'partial', 'scaled']

/** In words, for those who read a statement or are refused one. */
export const RESERVATION_WORDS: Readonly<Record<Reservation, string>> = {
  incomplete: 'the run is incomplete: it was interrupted or killed',
  partial: 'the run is partial: a selection left cases out',
  scaled: 'the run is time-scaled: its timers were not the real ones',
}

/** What of {@link RESERVATIONS} holds for a run. */
export function reservationsOf({ run }: Pick<Results, 'run'>): readonly Reservation[] {
  const holds: Readonly<Record<Reservation, boolean>> = {
    incomplete: !run.complete,
    partial: run.partial,
    scaled: run.timeScale !== 1,
  }
  return RESERVATIONS.filter(reservation => holds[reservation])
}

type DigestSet = Readonly<Record<string, string>>

/** Why the verdict may be better than those of the cases: deviations that somebody has accepted. */
interface StatedBaseline {
  /** That of the file of the accepted deviations. */
  readonly digest: DigestSet
  /** What the verdict would be without. */
  readonly verdictWithout: Verdict
  readonly deviations: readonly Pick<DeviationOutcome, 'kind' | 'id' | 'state' | 'owner' | 'expires'>[]
}

/** An in-toto Statement v1 with the test-result predicate v0.1. */
export interface Statement {
  readonly _type: typeof STATEMENT_TYPE
  readonly subject: readonly [{ readonly name: string; readonly digest: DigestSet }]
  readonly predicateType: typeof PREDICATE_TYPE
  readonly predicate: {
    readonly result: 'PASSED' | 'WARNED' | 'FAILED'
    readonly configuration: readonly { readonly name: string; readonly digest: DigestSet }[]
    readonly passedTests: readonly string[]
    readonly warnedTests: readonly string[]
    readonly failedTests: readonly string[]
    readonly [EVIDENCE_FIELD]: {
      /** That of `manifest.json`, and so of every file of the run. */
      readonly manifest: DigestSet
      readonly run: string
      readonly harness: Results['harness']
      readonly verdict: Verdict
      readonly totals: Results['totals']
      readonly reservations: readonly Reservation[]
      readonly redacted: boolean
      /** Only where the run had a baseline. */
      readonly baseline: StatedBaseline | undefined
      readonly inconclusiveTests: readonly string[]
      readonly erroneousTests: readonly string[]
      readonly notApplicableTests: readonly string[]
    }
  }
}

/**
 * What is signed about a run. A pure function of its results and its manifest, so that whoever verifies can make it
 * again.
 */
export function statementOf(results: Results, manifest: Buffer): Statement {
  const { iwf, cases, verdict } = results
  const reservations = reservationsOf(results)
  const idsOf = (wanted: Verdict) => cases.filter(result => result.verdict === wanted).map(({ id }) => id)
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: `${iwf.name} ${iwf.version}`, digest: subjectDigest(iwf) }],
    predicateType: PREDICATE_TYPE,
    predicate: {
      result: resultOf(verdict, reservations),
      configuration: [{ name: 'ics, pixit, statements, dimensions, binding', digest: { sha256: configured(results) } }],
      passedTests: idsOf('pass'),
      warnedTests: idsOf('warn'),
      failedTests: idsOf('fail'),
      [EVIDENCE_FIELD]: {
        manifest: { sha256: sha256(manifest) },
        run: results.run.id,
        harness: results.harness,
        verdict,
        totals: results.totals,
        reservations,
        redacted: results.run.redacted === true,
        baseline: results.baseline && statedBaseline(results.baseline),
        inconclusiveTests: idsOf('inconclusive'),
        erroneousTests: idsOf('error'),
        notApplicableTests: idsOf('notApplicable'),
      },
    },
  }
}

const statedBaseline = ({ sha256, verdictWithout, deviations }: BaselineOutcome): StatedBaseline => ({
  digest: { sha256 },
  verdictWithout,
  deviations: deviations.map(({ kind, id, state, owner, expires }) => ({ kind, id, state, owner, expires })),
})

/** The statement that a signed payload holds; undefined when it holds another one. */
export function readStatement(signed: {
  readonly payloadType: string
  readonly payload: Buffer
}): Statement | undefined {
  if (signed.payloadType !== STATEMENT_PAYLOAD_TYPE) return undefined
  try {
    const value = JSON.parse(signed.payload.toString('utf8')) as Readonly<Record<string, unknown>>
    const isKnown = value['_type'] === STATEMENT_TYPE && value['predicateType'] === PREDICATE_TYPE
    return isKnown ? (value as unknown as Statement) : undefined
  } catch {
    return undefined
  }
}

/**
 * The nearest of the three words that the predicate has; the verdict itself stands beside it. A run with a reservation
 * is at best `WARNED`, one that shows nothing is `FAILED`: whoever reads this word alone must not believe too much.
 */
function resultOf(verdict: Verdict, reservations: readonly Reservation[]): 'PASSED' | 'WARNED' | 'FAILED' {
  switch (verdict) {
    case 'pass':
      return reservations.length === 0 ? 'PASSED' : 'WARNED'
    case 'warn':
      return 'WARNED'
    case 'fail':
    case 'inconclusive':
    case 'notApplicable':
    case 'error':
      return 'FAILED'
  }
}

/**
 * The digest of the build that the configuration states. Without one, in-toto still wants a digest: then it is under a
 * name of our own, `nameAndVersion`, the SHA-256 of name, LF, version, which no one can take for that of a build.
 */
function subjectDigest({ name, version, digest }: Results['iwf']): DigestSet {
  const [algorithm, value] = digest?.split(':') ?? []
  return algorithm !== undefined && value !== undefined
    ? { [algorithm]: value }
    : { nameAndVersion: sha256(`${name}\n${version}`) }
}

/** SHA-256 of what was declared, as compact JSON, the keys of each object by code point. */
function configured({ ics, pixit, statements, dimensions, binding }: Results): string {
  return sha256(JSON.stringify(sorted({ ics, pixit, statements, dimensions, binding })))
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, field]) => [key, sorted(field)]))
}

const sha256 = (octets: Buffer | string): string => createHash('sha256').update(octets).digest('hex')
