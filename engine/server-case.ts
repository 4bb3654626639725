import type { ServerDefectId } from '../fixtures/catalogue/server-defects.ts'
import type { ServerIcsItem } from '../fixtures/catalogue/server-ics.ts'
import type { Check } from '../judge/vocabulary/check.ts'
import type { GatewayScript, Requester } from '../simulators/iwf/interface.ts'
import type { AmbiguityId } from '../fixtures/catalogue/ambiguities.ts'
import type { Need } from '../trace/events.ts'
import type { AnyCase, Cast, Script } from './case.ts'
import { declared } from './declared.ts'

/** Makes the people of a case around an IMPS server: those of the server were provisioned by its operator. */
export interface ServerCastMaker {
  /** A SIMPLE user with a name that occurs nowhere else in the run. */
  requester(options?: { readonly name?: string; readonly domain?: string }): Requester
  /** The SIMPLE user whom the provisioned lists are about (SICS-05). */
  listedSender(): Requester
  /** A user of the server. */
  provisioned(item: 'SICS-01' | 'SICS-02' | 'SICS-03'): Requester
  /** The user of the server for one vector of block and grant list (SICS-04). */
  vector(id: string): Requester
  /** An address of the server's domain that nobody has. */
  nobody(): Requester
}

/** What a script has in its hands. Every wait has a bound; when it passes, the script ends there. */
export interface ServerScript<C, Row> extends Pick<
  Script<C, Row>,
  'cast' | 'pixit' | 'statements' | 'row' | 'text' | 'mark' | 'quiet'
> {
  readonly gateway: GatewayScript
}

export interface ServerCaseDefinition<C extends Cast, Row> {
  /** `IOP-01`, `SRV-01`; stable for ever. */
  readonly id: string
  /** A sentence about the server: `tells whether a recipient has blocked a sender`. */
  readonly title: string
  readonly class: 'mandatory' | 'should'
  /** Why the case exists, for a reader who does not know the domain. */
  readonly purpose: string
  /** The case applies when the operator has provisioned all users of one of these sets. */
  readonly when?: readonly (readonly ServerIcsItem[])[]
  readonly ambiguities?: readonly AmbiguityId[]
  /** Defects of a server that the case turns red on. */
  readonly catches: readonly ServerDefectId[]
  readonly ladder: string
  readonly isolation?: 'users' | 'alone'
  /** Preflight needs; an SSP session unless stated. */
  readonly needs?: readonly Need[]
  readonly rows?: Readonly<Record<string, Row>>
  /** Rows that apply only where all of these items are declared, by their ids. */
  readonly rowNeeds?: Readonly<Record<string, readonly ServerIcsItem[]>>
  cast(make: ServerCastMaker, row: Row): C
  script(script: ServerScript<C, Row>): Promise<void>
  readonly checks: readonly Check<NoInfer<Row>>[]
}

/** Declares a case for an IMPS server as the subject (`simple-iwf` §12.13). Plain data, like every case. */
export function defineServerCase<C extends Cast, Row = undefined>(definition: ServerCaseDefinition<C, Row>): AnyCase {
  const whole = { ...definition, group: 'imps-server', subject: 'imps-server', given: 'P0' }
  // Its people are made otherwise than those around an IWF, and its script has other things in hand; both are forgotten.
  return declared(whole as unknown as AnyCase, defineServerCase)
}
