import type { Bounds } from '../../fixtures/bounds.ts'
import type { ImpsBounds } from '../../simulators/imps/interface.ts'
import type { SimpleBounds } from '../../simulators/simple/interface.ts'

/** The waits of the SIMPLE peer, from the one table of bounds. */
export const simpleBounds = (bounds: Bounds): SimpleBounds => ({
  inviteFinal: bounds.finalAfterInvite,
  provisional: bounds.finalAfterInvite,
  final: bounds.sipAnswer,
  msrpConnect: bounds.connect,
  msrpResponse: bounds.msrpResponse,
  delivery: bounds.sendAfterDelivery,
  inDialogRequest: bounds.byeAfterMissingAck,
  report: bounds.failureReportWithoutAnswer,
})

/** The waits of the IMPS server peer. */
export const impsBounds = (bounds: Bounds): ImpsBounds => ({
  asked: bounds.queryAfterInvite,
  answered: bounds.sspAnswer,
  setUpStep: bounds.sspSetUp,
})
