import type { Bound } from '../wait.ts'
import type { SimpleBounds } from './interface.ts'

/** The same bound for every wait of the SIMPLE peer: for use outside a run, where no PIXIT tells them apart. */
export const evenBounds = (bound: Bound): SimpleBounds => ({
  inviteFinal: bound,
  provisional: bound,
  final: bound,
  msrpConnect: bound,
  msrpResponse: bound,
  delivery: bound,
  inDialogRequest: bound,
  report: bound,
})
