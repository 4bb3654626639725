import type { Duration, Pixit } from '../fixtures/catalogue/pixit.ts'
import type { DefectId } from '../fixtures/catalogue/defects.ts'
import type { ServerDefectId } from '../fixtures/catalogue/server-defects.ts'
import type { PixitStatements } from '../fixtures/catalogue/pixit-statements.ts'
import type { Ics, IcsClaim } from '../fixtures/catalogue/ics.ts'
import type { AmbiguityId } from '../fixtures/catalogue/ambiguities.ts'
import type { PixitCondition } from '../judge/judged-case.ts'
import type { Check } from '../judge/vocabulary/check.ts'
import type { ImpsScript, ImpsUser, ImpsUserData } from '../simulators/imps/interface.ts'
import type { Call, SimpleUser } from '../simulators/simple/interface.ts'
import type { Stimulus } from '../simulators/stimulus.ts'
import type { Need } from '../trace/events.ts'
import { declared } from './declared.ts'

/** Times that a script may use: the PIXIT in force, milliseconds. */
export type ScriptPixit = Pixit

/**
 * What must be so before the script begins (`simple-iwf` §12.0). P0: the SSP session is up. P1: and the users are
 * provisioned. P2: and a session of `alice` and `bob` is established with offer O1. The L forms have both length
 * limits at 256000.
 */
export type Given = 'P0' | 'P1' | 'P2' | 'P1L' | 'P2L'

/** In the order of the catalogue. */
export const groups = [
  'capability',
  'blocklist',
  'session',
  'imps-to-simple',
  'unknown-users',
  'pager',
  'delivery-reports',
  'sip',
  'msrp',
  'ssp',
  'robustness',
  'timers',
  'imps-server',
] as const

export type Group = (typeof groups)[number]

/**
 * What an execution has for itself. `users` (default): its users only. `domain`: an IMPS domain, whose server nobody else
 * speaks with. `alone`: the implementation as a whole, since nothing else runs meanwhile; it has a domain as well.
 */
export type Isolation = 'users' | 'domain' | 'alone'

/** Makes the people of a case. Each has a name that occurs nowhere else in the run. */
export interface CastMaker {
  /** A SIMPLE user; `name` defaults to the role. `exists: false` is a user whom the SIMPLE side does not know. */
  simple(options?: {
    readonly name?: string
    readonly exists?: boolean
    /**
     * `untrusted`: his requests come from another address than the peer's, which the implementation has no reason to
     * trust. Where the harness has no such address, from the peer's. Nothing of the IWF reaches him but responses.
     */
    readonly hop?: 'untrusted'
  }): SimpleUser
  /**
   * An IMPS user in the directory of the peer; text-only with the limits of P1 unless said otherwise.
   * `domain`: another IMPS domain than the first one.
   */
  imps(data?: ImpsUserData & { readonly name?: string; readonly domain?: 'second' | 'own' }): ImpsUser
  /** An address that nobody has: in the IMPS domain, or in the one given. */
  nobody(options?: { readonly name?: string; readonly domain?: string; readonly side?: 'imps' | 'simple' }): {
    readonly uri: string
    readonly sipUri: string
  }
}

export type Cast = Readonly<Record<string, { readonly uri: string }>>

/** Where nobody has a reason to go: who fetches either was led there by a document (ROB-02). Both hold `canaryText`. */
export interface CanaryScript {
  /** A page of a web server of this run; the execution's own. */
  readonly page: string
  /** A file on the machine of the harness, as URL. */
  readonly file: string
}

/** The implementation under test as its operator has it in his hands. */
export interface SubjectScript {
  /**
   * Ends it in order and starts it again at the same addresses: only for an execution that runs alone. Stalls where the
   * vendor does not permit it (statement RESTART).
   */
  restart(): Promise<void>
}

/** What a script has in its hands. Every wait has a bound; when it passes, the script ends there. */
export interface Script<C, Row> {
  readonly cast: C
  readonly imps: ImpsScript
  /** The server of the second IMPS domain. */
  readonly imps2: ImpsScript
  /** The server of the execution's own IMPS domain, where it is isolated by `domain` or `alone`. */
  readonly ownImps: ImpsScript
  readonly iwf: SubjectScript
  readonly canary: CanaryScript
  readonly pixit: ScriptPixit
  readonly statements: PixitStatements
  /** What the vendor declares: a script does for a cache what it does not for an IWF without one. */
  readonly ics: Ics
  readonly row: Row
  /** A text that occurs nowhere else in the run, for content: `Hello k…`. Checks get the same by `trace.text`. */
  readonly text: (words: string) => string
  /** Names a stimulus for the checks. */
  readonly mark: <S extends Stimulus>(label: string, stimulus: S) => S
  /**
   * Watches for N_OBS, then runs the probe: an allowed exchange whose content `shows` must come out of the IWF, or the
   * silence proves nothing. `lasts` names a longer silence of the bounds.
   */
  readonly quiet: (
    label: string,
    options: {
      readonly shows: string
      readonly probe: () => Promise<unknown>
      readonly lasts?: 'quiet' | 'quietGlare' | 'quietReport' | 'sspSetUpStorm' | 'quietSlowServer'
    },
  ) => Promise<void>
}

export interface CaseDefinition<C extends Cast, G extends Given, Row> {
  /** The catalogue's id, stable for ever. */
  readonly id: string
  /** A sentence about the IWF: `accepts only after the capability answer`. */
  readonly title: string
  readonly group: Group
  /** What the case tests; an IWF unless said otherwise. */
  readonly subject?: 'iwf' | 'imps-server'
  readonly class: 'mandatory' | 'should'
  /** Why the case exists, for a reader who does not know the domain. */
  readonly purpose: string
  /** The case applies when all items of one of these sets are claimed. */
  readonly when?: readonly (readonly IcsClaim[])[]
  /** The case applies when this holds for the PIXIT, e.g. for timers long enough to show what it is about. */
  readonly provided?: PixitCondition
  readonly ambiguities?: readonly AmbiguityId[]
  /** Defects of an IWF that the case turns red on. */
  readonly catches: readonly DefectId[]
  readonly ladder: string
  readonly given: G
  /** Preflight needs; derived from `given` unless stated. */
  readonly needs?: readonly Need[]
  /** Of all rows, or by row. */
  readonly isolation?: Isolation | ((row: Row) => Isolation)
  /**
   * For how long a row waits at least, where that is a timer of the PIXIT and not only N_OBS. The longest begin first, or
   * they would run on when everything else is over; nothing else depends on it.
   */
  readonly lasts?: (pixit: Pixit, row: Row) => Duration | undefined
  readonly rows?: Readonly<Record<string, Row>>
  /** Rows that apply only where all of these items are claimed, by their ids. */
  readonly rowNeeds?: Readonly<Record<string, readonly IcsClaim[]>>
  cast(make: CastMaker, row: Row): C
  script(script: Script<C, Row> & (G extends 'P2' | 'P2L' ? { readonly call: Call } : unknown)): Promise<void>
  readonly checks: readonly Check<NoInfer<Row>>[]
}

/** A case for any kind of subject whose type parameters are forgotten, as the engine handles it. */
export interface AnyCase extends Omit<CaseDefinition<Cast, Given, unknown>, 'catches'> {
  readonly catches: readonly (DefectId | ServerDefectId)[]
}

/**
 * Declares a case. It is plain data; under Playwright it also registers a test located at the case file.
 */
export const defineCase = <C extends Cast, G extends Given, Row = undefined>(
  definition: CaseDefinition<C, G, Row>,
): AnyCase => declared(definition as unknown as AnyCase, defineCase)
