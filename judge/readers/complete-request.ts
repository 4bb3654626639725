import type { SipView } from '../../trace/decoded/sip.ts'

/**
 * Whether a request outside any dialog has what RFC 3261 §8.1.1 wants of it: a tag in From and none in To, a branch with
 * the magic cookie, a CSeq of its own method, and Max-Forwards.
 */
export const isCompleteRequest = (request: SipView): boolean =>
  request.fromTag !== '' &&
  request.toTag === '' &&
  request.branch.startsWith('z9hG4bK') &&
  /^\d+$/.test(request.header('max-forwards') ?? '') &&
  request.cseq?.method === request.method
