import type { Behaviour, OwnBehaviour } from '../behaviour.ts'

/** What an answer written by hand needs to be taken for one: ids, and the parties as the request names them. */
export interface AnswerPlace {
  /** The server's own session id. */
  readonly sessionId: string
  readonly transactionId: string
  /** The user of this server whom the request is about. */
  readonly user: string
  /** Of a message: its id. */
  readonly messageId: string
}

/** How one request can be answered, for behaviours that only an IMPS server has. */
export interface AnswerWays {
  readonly place: AnswerPlace
  /** As the directory says. */
  readonly properly: () => void
  /** A bare Status. */
  readonly status: (code: number) => void
  /** Octets in the place of the document. */
  readonly octets: (octets: Buffer) => void
  /** This HTTP status and no answer. */
  readonly http: (status: number) => void
  /** Ends the connection without an HTTP response. */
  readonly close: () => void
}

/** What only an IMPS server can do with a request. */
export interface OwnAnswerBehaviour extends OwnBehaviour {
  readonly meet: (ways: AnswerWays) => void
}

export type AnswerBehaviour = Behaviour | OwnAnswerBehaviour

const own = (name: string, meet: (ways: AnswerWays) => void): OwnAnswerBehaviour => ({ kind: 'own', name, meet })

/** Answers with octets composed by hand, however wrong. `name` says in the record what they are. */
export const writes = (name: string, compose: (place: AnswerPlace) => Buffer | string): OwnAnswerBehaviour =>
  own(`writes ${name}`, ({ place, octets }) => octets(Buffer.from(compose(place))))

/** Answers the first request so and every later one properly. */
function once(name: string, meet: (ways: AnswerWays) => void): OwnAnswerBehaviour {
  let met = false
  return own(`${name} once`, ways => {
    if (met) ways.properly()
    else meet(ways)
    met = true
  })
}

export const answersOnce = (code: number): OwnAnswerBehaviour => once(`answers ${code}`, ({ status }) => status(code))

/** Refuses by HTTP once, as a server does that does not know the session. */
export const refusesHttpOnce = (status: number): OwnAnswerBehaviour =>
  once(`HTTP ${status}`, ({ http }) => http(status))

/** Ends the connection without an HTTP response once. */
export const closesOnce = (): OwnAnswerBehaviour => once('closes', ({ close }) => close())
