import { rulesAbout } from '../rules-about.ts'
import { sipDialogsOf, type SipDialog } from './sip-dialogs.ts'
import { sipRunOf, type SipRun, type SipSeen, type SipTransaction } from './sip-run.ts'

/** A SIP request of the implementation. */
export interface SipRequest extends SipSeen {
  readonly transaction: SipTransaction | undefined
  /** Copies of it before this one; the first has none. */
  readonly earlierCopies: readonly SipSeen[]
  /** The dialog that it is within, where there is one. */
  readonly dialog: SipDialog | undefined
  /** Messages of its call, those after it as well. */
  readonly call: readonly SipSeen[]
  readonly sip: SipRun
}

/** Rules about the requests of the implementation. */
export const aboutRequests = rulesAbout<SipRequest>(run => {
  const sip = sipRunOf(run)
  const dialogs = sipDialogsOf(run)
  return sip.messages
    .filter(({ fromIwf, view }) => fromIwf && view.kind === 'request')
    .map(seen => {
      const transaction = sip.transactionOf(seen)
      const index = transaction?.requests.indexOf(seen) ?? 0
      const earlierCopies = transaction?.requests.slice(0, index) ?? []
      return {
        ...seen,
        transaction,
        earlierCopies,
        dialog: dialogs.of(seen),
        call: sip.ofCall(seen.view.callId),
        sip,
      }
    })
})

/** The first copy of a request. */
export const isFirst = ({ earlierCopies }: SipRequest): boolean => earlierCopies.length === 0

/** Whether a request is the first copy of one of some methods. */
export const begins =
  (...methods: readonly string[]) =>
  (request: SipRequest): boolean =>
    isFirst(request) && methods.includes(request.view.method)

/** The INVITE of the implementation that an ACK or CANCEL belongs to by its branch (RFC 3261 §9.1, §17.1.1.3). */
export const inviteOf = ({ sip, view }: SipRequest): SipTransaction | undefined => sip.find(true, 'INVITE', view.branch)
