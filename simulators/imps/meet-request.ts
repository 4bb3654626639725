import { httpResponse } from '../../protocols/http/serialise.ts'
import type { Binding } from '../../protocols/ssp/binding/binding.ts'
import type { Primitive } from '../../protocols/ssp/document.ts'
import type { Reply } from '../../protocols/ssp/endpoint-types.ts'
import type { Status } from '../../protocols/ssp/status.ts'
import type { Behaviour } from '../behaviour.ts'
import type { AnswerWays } from './answer-behaviour.ts'
import { ownAnswer, statusAnswer } from './answering.ts'
import type { DirectoryUser } from './directory-user.ts'
import type { Primitive as Asked } from './interface.ts'

/** A request of the interworking function, and what would be the proper answer. */
export interface RequestInHand {
  readonly binding: Binding
  readonly primitive: Primitive
  readonly transactionId: string
  /** The server's own. */
  readonly sessionId: string
  readonly proper: () => Primitive
}

/** Meets a request about a user as his declared behaviour says, properly where there is none. */
export function meetRequest(user: DirectoryUser, asked: Asked, request: RequestInHand, reply: Reply): void {
  const { binding, primitive, transactionId, sessionId, proper } = request
  const { answersIn } = user.data
  const via = answersIn === undefined ? {} : { via: answersIn }
  // What is to go in the HTTP response needs it kept back until it is there.
  if (answersIn === 'response') reply.hold()
  const answerStatus = ({ form = 'bare', status, tryAgainAfter }: Extract<Behaviour, { kind: 'answers' }>) => {
    const own = (alone: Status) => ownAnswer(binding, primitive, alone)
    void reply.answer(statusAnswer(form, status, user.uri, own, tryAgainAfter), via)
  }
  const messageId = primitive.name === 'SendMessageRequest' ? (primitive.message.messageId ?? '') : ''
  const ways: AnswerWays = {
    place: { sessionId, transactionId, user: user.uri, messageId },
    properly: () => void reply.answer(proper(), via),
    status: code => answerStatus({ kind: 'answers', status: code }),
    octets: octets => void reply.verbatim(octets, via),
    http: status => {
      reply.http(httpResponse({ status }))
      reply.nothing()
    },
    close: () => {
      reply.close()
      reply.nothing()
    },
  }
  user.behaviours.meet(asked, {
    answer: ways.properly,
    answerStatus,
    ignore: () => reply.nothing(),
    own: behaviour => behaviour.meet(ways),
  })
}
