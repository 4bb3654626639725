import type { Answer } from '../imps-domain.ts'

/**
 * The IMPS code that stands for what came of a request, so that a failure on the way is told like one that the server
 * tells.
 */
export function codeOf(answer: Answer<unknown>): number {
  switch (answer.kind) {
    case 'result':
      return 200
    case 'refused':
      return answer.code
    case 'silent':
      return 504
    case 'unreachable':
    case 'garbled':
      return 500
    case 'no-route':
      return 516
  }
}
