import { msrpHeader } from '../../protocols/msrp/message.ts'
import type { Defect } from '../decisions.ts'

export const defect: Defect = correct => ({
  ...correct,
  furtherHeaders: () => [msrpHeader('Content-Transfer-Encoding', 'binary')],
})
