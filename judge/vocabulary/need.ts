/** Thrown by {@link need}; ends the check as unobservable. */
export class Unobservable extends Error {
  override readonly name = 'Unobservable'
  readonly code = 'unobservable'
}

/** Ends the check as `unobservable` when the thing is missing, naming it: `no capability answer`. */
export function need<T>(thing: T | undefined, what: string): T {
  if (thing === undefined) throw new Unobservable(`no ${what}`)
  return thing
}
