import { rulesAbout } from '../rules-about.ts'
import { sipRunOf, type SipSeen, type SipTransaction } from './sip-run.ts'

/** A SIP response of the implementation, with the request that it answers. */
export interface SipResponse extends SipSeen {
  readonly transaction: SipTransaction | undefined
  /** The latest copy of the request that came before; undefined when no request has this branch and method. */
  readonly request: SipSeen | undefined
  /** Responses in the transaction before this one. */
  readonly earlier: readonly SipSeen[]
}

/** Rules about the responses of the implementation. */
export const aboutResponses = rulesAbout<SipResponse>(run => {
  const sip = sipRunOf(run)
  return sip.messages
    .filter(({ fromIwf, view }) => fromIwf && view.kind === 'response')
    .map(seen => {
      const transaction = sip.transactionOf(seen)
      const request = transaction?.requests.findLast(({ at }) => at <= seen.at) ?? transaction?.requests[0]
      const index = transaction?.responses.indexOf(seen) ?? 0
      return { ...seen, transaction, request, earlier: transaction?.responses.slice(0, index) ?? [] }
    })
})

export const isFinal = ({ view: { status } }: SipSeen): boolean => status >= 200

export const isSuccess = ({ view: { status } }: SipSeen): boolean => status >= 200 && status < 300

/** Complains of a response that lacks all of some header fields. */
export const lacks = ({ view }: SipSeen, ...names: readonly string[]): string | undefined =>
  names.some(name => view.header(name) !== undefined)
    ? undefined
    : `${view.kind === 'response' ? view.status : view.method} without ${names.join(' or ')}`

/** Complains of each of some header fields that is missing. */
export function lacksAny(seen: SipSeen, ...names: readonly string[]): string | undefined {
  const missing = names.filter(name => seen.view.header(name) === undefined)
  return missing.length === 0 ? undefined : lacks(seen, missing.join(', '))
}
