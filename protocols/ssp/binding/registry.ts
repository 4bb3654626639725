import type { Binding } from './binding.ts'
import { presenceBinding } from './presence.ts'
import { projectBinding } from './project.ts'

/** A configuration names a binding that does not exist. */
export class UnknownBindingError extends Error {
  override readonly name = 'UnknownBindingError'
  readonly code = 'unknown-binding'
}

const bindings = new Map<string, Binding>([projectBinding, presenceBinding].map(binding => [binding.name, binding]))

/** Adds a binding under its name, or replaces the one of that name. */
export function registerBinding(binding: Binding): void {
  bindings.set(binding.name, binding)
}

/** The binding of that name. Throws an {@link UnknownBindingError} that lists those there are. */
export function bindingNamed(name: string): Binding {
  const binding = bindings.get(name)
  if (!binding)
    throw new UnknownBindingError(
      `there is no binding "${name}"; use one of: ${[...bindings.keys()].sort().join(', ')}`,
    )
  return binding
}
