import type { Violation } from '../violation.ts'

/** Namespace of a composing indication (RFC 3994 §6). */
export const isComposingNamespace = 'urn:ietf:params:xml:ns:im-iscomposing'

/** Media type of a composing indication (RFC 3994 §8.1). */
export const isComposingMediaType = 'application/im-iscomposing+xml'

/** What somebody is doing who may be writing a message (RFC 3994 §3.4). Texts are plain. */
export interface IsComposing {
  /** Tokens of extensions count as `idle` (RFC 3994 §3.5). */
  readonly state: 'active' | 'idle'
  /** RFC 3339. */
  readonly lastActive?: string
  /** A hint: a media type, or its first half alone. */
  readonly contentType?: string
  /** Seconds after which the state falls back to idle unless it is told again (RFC 3994 §3.3). */
  readonly refresh?: number
}

export interface ParsedIsComposing {
  /** Undefined where no state can be read. */
  readonly indication: IsComposing | undefined
  readonly violations: readonly Violation[]
}

/** The rules that an indication is held against, by their stable ids. */
export const isComposingRules = {
  'ISC-SYN-01': { clause: 'RFC 3994 §6', message: 'the document is not well-formed XML 1.0 in UTF-8' },
  'ISC-SYN-02': { clause: 'RFC 3994 §6', message: 'the root element is not <isComposing> of its namespace' },
  'ISC-SYN-03': { clause: 'RFC 3994 §6.1', message: '<state> is missing or repeated' },
  'ISC-SYN-04': { clause: 'RFC 3994 §6.1', message: '<lastactive> is no date and time' },
  'ISC-SYN-05': { clause: 'RFC 3994 §6.1', message: '<refresh> is no positive number of seconds' },
  'ISC-SYN-06': {
    clause: 'RFC 3994 §3.5, §6.1',
    message: 'an element of the namespace is unknown, repeated or out of order',
  },
} as const

export type IsComposingRule = keyof typeof isComposingRules
