import { response } from '../../protocols/sip/build.ts'
import { newTag } from '../../protocols/sip/identifiers.ts'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import type { Defect } from '../decisions.ts'

/** Answers MESSAGE with 408 when the server is slow. */
export const defect: Defect = correct => ({
  ...correct,
  onUnansweredMessage: ({ request, flow }) => void flow.send(serialiseSip(response(request, 408, { toTag: newTag() }))),
})
