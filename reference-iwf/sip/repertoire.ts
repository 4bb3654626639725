import { isComposingMediaType } from '../../protocols/is-composing/document.ts'
import type { HeaderField } from '../../protocols/sip/build.ts'
import type { Features } from '../configuration.ts'
import { SESSION_TIMER } from '../session/session-timer.ts'
import { RELIABLE } from './reliable-provisionals.ts'

/** What this IWF speaks on the SIP side, as its features make it. */
export interface Repertoire {
  /** Methods that are answered; another known one is 405 (RFC 3261 §8.2.1). */
  readonly methods: readonly string[]
  /** Option tags of extensions that are understood (RFC 3261 §8.2.2.3). */
  readonly extensions: readonly string[]
  /** Media types of a MESSAGE; other types reach the IMPS user inside message/cpim or in a session. */
  readonly pagerTypes: readonly string[]
  /** Speaks in the header profile of OMA SIMPLE IM: feature tags and product names. */
  readonly omaProfile: boolean
}

/** Option tag of recipient lists in MESSAGE (RFC 5365 §5). */
export const RECIPIENT_LIST = 'recipient-list-message'

export function repertoireOf(features: Features): Repertoire {
  const { sessionMode, pagerMode, uriLists, isComposing } = features
  const reliable = sessionMode && features.reliableProvisionals
  return {
    methods: [
      ...(sessionMode ? ['INVITE', 'ACK', 'CANCEL', 'BYE'] : []),
      ...(reliable ? ['PRACK'] : []),
      'OPTIONS',
      ...(pagerMode ? ['MESSAGE'] : []),
    ],
    extensions: [
      ...(pagerMode && uriLists ? [RECIPIENT_LIST] : []),
      ...(reliable ? [RELIABLE] : []),
      ...(sessionMode && features.sessionTimers ? [SESSION_TIMER] : []),
    ],
    omaProfile: features.omaProfile,
    pagerTypes: ['text/plain', 'message/cpim', ...(isComposing ? [isComposingMediaType] : [])],
  }
}

export const allowOf = ({ methods }: Repertoire): HeaderField => ['Allow', methods.join(', ')]

export const acceptOf = ({ pagerTypes }: Repertoire): HeaderField => ['Accept', pagerTypes.join(', ')]

/** What goes into OPTIONS responses and 2xx to INVITE (RFC 3261 §11.2, §13.3.1.4). */
export function capabilityHeaders(repertoire: Repertoire): readonly HeaderField[] {
  const { methods, extensions, pagerTypes } = repertoire
  const types = [
    ...(methods.includes('INVITE') ? ['application/sdp'] : []),
    ...(methods.includes('MESSAGE') ? pagerTypes : []),
  ]
  return [
    allowOf(repertoire),
    ['Accept', types.join(', ')],
    ['Accept-Encoding', 'identity'],
    ['Accept-Language', 'en'],
    ['Supported', extensions.join(', ')],
  ]
}
