import { imdnMediaType } from '../../protocols/imdn/notification.ts'
import { isComposingMediaType } from '../../protocols/is-composing/document.ts'
import type { Features } from '../configuration.ts'

/**
 * Types that carry no message: they end in the IWF and must never be shown as text (RFC 3994, RFC 5438). The first is
 * read and told to the IMPS domain, the second has no counterpart there.
 */
const SWITCHES = { [imdnMediaType]: 'imdn', [isComposingMediaType]: 'isComposing' } as const

export type ControlFeatures = Pick<Features, 'imdn' | 'isComposing'>

export const isControlType = (type: string): boolean => type in SWITCHES

/** Whether control traffic of this type is taken; otherwise it is refused with 415 (ICS-13, ICS-15). */
export function takesControlType(type: string, features: ControlFeatures): boolean {
  const name = (SWITCHES as Readonly<Record<string, keyof ControlFeatures>>)[type]
  return name !== undefined && features[name]
}

/** Control types that are promised in a session: notifications travel in CPIM only (RFC 5438 §7.2.1.1). */
export function controlPromises(features: ControlFeatures): {
  readonly acceptTypes: readonly string[]
  readonly acceptWrappedTypes: readonly string[]
} {
  return {
    acceptTypes: features.isComposing ? [isComposingMediaType] : [],
    acceptWrappedTypes: features.imdn ? [imdnMediaType] : [],
  }
}
