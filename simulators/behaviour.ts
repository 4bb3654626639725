/**
 * What a peer does instead of, or before, the proper answer. Named data, declared in the case, and told to the record
 * when declared and when exercised: a case whose behaviour never came into play proves nothing.
 */
export type Behaviour =
  /** Answers properly, `during` milliseconds after it was asked. */
  | { readonly kind: 'holds'; readonly during: number }
  /**
   * Answers with this status and nothing else. On SSP `bare` is a Status primitive, `detail` is Status 900 with the code
   * in a DetailedResult that names the user, `own` is the primitive's own response carrying the code. SIP and MSRP have
   * one form only.
   */
  | {
      readonly kind: 'answers'
      readonly status: number
      readonly form?: 'bare' | 'detail' | 'own'
      readonly headers?: readonly (readonly [string, string])[]
      /** On SSP: seconds after which to try again (TryAgainTimeout). */
      readonly tryAgainAfter?: number
    }
  /** Never answers. */
  | { readonly kind: 'ignores' }
  /** Answers when {@link Release.now} is called, properly. */
  | { readonly kind: 'awaits'; readonly release: Release }

/** What only peers of one protocol can do; it says itself under which name it stands in the record. */
export interface OwnBehaviour {
  readonly kind: 'own'
  readonly name: string
}

/** Lets a script decide by an event, not by time, when a withheld answer goes out. */
export class Release {
  #released = false
  #actions: (() => void)[] = []

  now(): void {
    this.#released = true
    for (const action of this.#actions.splice(0)) action()
  }

  /** Calls `action` at the release, at once if that has been. */
  then(action: () => void): void {
    if (this.#released) action()
    else this.#actions.push(action)
  }
}

export const holds = (during: number): Behaviour => ({ kind: 'holds', during })
export const answers = (status: number, form: 'bare' | 'detail' | 'own' = 'bare'): Behaviour => ({
  kind: 'answers',
  status,
  form,
})
/** On SSP: a Status that says when to try again, in seconds. */
export const asksToTryAgain = (status: number, tryAgainAfter: number): Behaviour => ({
  kind: 'answers',
  status,
  tryAgainAfter,
})
export const ignores = (): Behaviour => ({ kind: 'ignores' })
export const awaits = (release: Release): Behaviour => ({ kind: 'awaits', release })

/** The name under which a behaviour stands in the record, e.g. `holds 1200 ms`. */
export function behaviourName(behaviour: Behaviour | OwnBehaviour): string {
  switch (behaviour.kind) {
    case 'holds':
      return `holds ${behaviour.during} ms`
    case 'answers':
      return `answers ${behaviour.status}${behaviour.form === undefined || behaviour.form === 'bare' ? '' : ` (${behaviour.form})`}`
    case 'ignores':
      return 'ignores'
    case 'awaits':
      return 'awaits release'
    case 'own':
      return behaviour.name
  }
}
