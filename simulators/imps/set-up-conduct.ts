import type { Clock, Timer } from '../../protocols/clock.ts'
import type { SetUpDocument } from '../../protocols/ssp/document.ts'
import { passwordDigest } from '../../protocols/ssp/digest.ts'
import type { Session } from '../../protocols/ssp/session.ts'
import type { SetUpStep } from '../../protocols/ssp/set-up.ts'
import { meaningOf, status } from '../../protocols/ssp/status.ts'
import { Inbox } from '../wait.ts'

/** How a server sets sessions up, where it differs from what `imps-ssp` §5 wants. */
export type SetUpConduct =
  /** Proves itself with the digest of another secret than the one that it was sent, in either role. */
  | { readonly kind: 'wrong-digest' }
  /** Answers the login of the IWF with a LoginResponse of this code. */
  | { readonly kind: 'refuses-login'; readonly status: number }
  /** Says that sessions last so many seconds, and forgets each when `ms` have passed without any word on it. */
  | { readonly kind: 'lapses'; readonly seconds: number; readonly ms: number }

export function conductName(conduct: SetUpConduct): string {
  switch (conduct.kind) {
    case 'wrong-digest':
      return 'session set-up: wrong digest'
    case 'refuses-login':
      return `session set-up: login refused with ${conduct.status}`
    case 'lapses':
      return `session set-up: timeToLive ${conduct.seconds}`
  }
}

/** Carries out the {@link SetUpConduct} in force, through the hooks of the server's end of SSP. */
export class ConductedSetUps {
  /** Sessions that lapsed. */
  readonly lapsed: Inbox<Session>
  readonly #clock: Clock
  readonly #forget: (session: Session) => void
  readonly #timers = new Map<Session, Timer>()
  #conduct: SetUpConduct | undefined
  #exercised: () => void = () => undefined

  constructor(clock: Clock, forget: (session: Session) => void) {
    this.#clock = clock
    this.#forget = forget
    this.lapsed = new Inbox(clock, { waiting: () => undefined })
  }

  /** From now on; `exercised` is called whenever it comes into play. Nothing: as it should be. */
  conduct(conduct: SetUpConduct | undefined, exercised: () => void = () => undefined): void {
    this.#conduct = conduct
    this.#exercised = exercised
  }

  /** What the server sends in the place of a step, `undefined` for the step itself. */
  readonly sending = (step: SetUpStep, document: SetUpDocument): SetUpDocument | undefined => {
    const conduct = this.#conduct
    if (!conduct) return undefined
    const replaced = replacedStep(conduct, step, document)
    if (replaced) this.#exercised()
    return replaced
  }

  /** A session opened, by whichever side. */
  opened(session: Session): void {
    if (this.#conduct?.kind === 'lapses') this.#restart(session, this.#conduct.ms)
  }

  /** Something came on a session, which keeps it alive. */
  used(session: Session): void {
    if (this.#conduct?.kind === 'lapses' && this.#timers.has(session)) this.#restart(session, this.#conduct.ms)
  }

  close(): void {
    for (const timer of this.#timers.values()) timer.cancel()
    this.#timers.clear()
    this.lapsed.close('the server is closed')
  }

  #restart(session: Session, ms: number): void {
    this.#timers.get(session)?.cancel()
    this.#timers.set(
      session,
      this.#clock.after(ms, () => {
        this.#timers.delete(session)
        this.#forget(session)
        this.lapsed.add(session)
      }),
    )
  }
}

function replacedStep(conduct: SetUpConduct, step: SetUpStep, document: SetUpDocument): SetUpDocument | undefined {
  const { primitive } = document
  switch (conduct.kind) {
    case 'wrong-digest': {
      if (primitive.name !== 'LoginRequest') return undefined
      const digest = passwordDigest(Buffer.from('another secret'))
      return { ...document, primitive: { ...primitive, digest } }
    }
    case 'refuses-login': {
      if (step !== 4) return undefined
      const refused = status(conduct.status, { description: meaningOf(conduct.status) })
      return { ...document, primitive: { name: 'LoginResponse', status: refused } }
    }
    case 'lapses': {
      if (primitive.name !== 'LoginRequest' && primitive.name !== 'LoginResponse') return undefined
      return { ...document, primitive: { ...primitive, timeToLive: conduct.seconds } }
    }
  }
}
