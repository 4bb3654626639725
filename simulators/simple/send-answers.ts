import type { Clock } from '../../protocols/clock.ts'
import type { MsrpConnection } from '../../protocols/msrp/connection.ts'
import type { IncomingChunk } from '../../protocols/msrp/incoming-chunk.ts'
import type { IncomingMessage } from '../../protocols/msrp/incoming-message.ts'
import { DeclaredBehaviours } from '../declared-behaviours.ts'
import type { PeerObserver } from '../observer.ts'
import type { OwnSendBehaviour, ReportMoment, SendBehaviour } from './send-behaviour.ts'

/** How one user answers the SENDs of the IWF, in all sessions he has. */
export class SendAnswers {
  readonly #behaviours: DeclaredBehaviours<'SEND', OwnSendBehaviour>
  /** What was to become of a chunk, where that has a say in the REPORT on its message. */
  readonly #met = new WeakMap<IncomingChunk, OwnSendBehaviour>()
  /** By behaviour that concerns one message only, that message. */
  readonly #firstOf = new Map<string, string>()
  readonly #pausing = new WeakSet<MsrpConnection>()
  #closed = false

  /** `user` names him in the record. */
  constructor(clock: Clock, observer: PeerObserver, user: string) {
    this.#behaviours = new DeclaredBehaviours(clock, observer, user)
  }

  /** From now on SENDs with content are met so. */
  declare(behaviour: SendBehaviour): void {
    this.#behaviours.declare('SEND', behaviour)
  }

  /** Each SEND as it comes, before it becomes part of a message. What is not answered here the session answers 200. */
  chunk(chunk: IncomingChunk, connection: MsrpConnection | undefined): void {
    if (!chunk.body) return
    const now = { meeting: true, held: true }
    this.#behaviours.meet('SEND', {
      answer: () => {
        if (now.meeting) now.held = false
        else chunk.respond(200, 'OK')
      },
      answerStatus: ({ status }) => void chunk.respond(status),
      ignore: () => undefined,
      own: behaviour => {
        now.held = false
        if (!this.#concerns(behaviour, chunk)) return
        this.#met.set(chunk, behaviour)
        const { does } = behaviour
        if ((does === 'refuses' || does === 'reads slowly') && behaviour.status !== 200) chunk.respond(behaviour.status)
        if (does === 'reads slowly') this.#pause(connection, behaviour.pause)
      },
    })
    now.meeting = false
    if (now.held) chunk.hold()
  }

  /** A whole message: the REPORT that it calls for, once its last chunk is answered with success. */
  message(message: IncomingMessage): void {
    const behaviour = this.#met.get(message.last)
    message.last.whenSettled(status => {
      if (status >= 300 || behaviour?.does === 'withholds report') return
      if (behaviour?.does === 'reports') this.#at(behaviour.moment, () => void message.report(behaviour.status))
      else message.report(200, 'OK')
    })
  }

  /** The user is gone: what is due later does not happen any more. */
  close(): void {
    this.#closed = true
    this.#behaviours.close()
  }

  #concerns({ name, firstOnly = false }: OwnSendBehaviour, { messageId }: IncomingChunk): boolean {
    if (!firstOnly) return true
    const first = this.#firstOf.get(name) ?? messageId
    this.#firstOf.set(name, first)
    return first === messageId
  }

  #at(moment: ReportMoment, report: () => void): void {
    if (moment === 'at once') report()
    else if (typeof moment === 'number') this.#behaviours.later(moment, report)
    else
      moment.then(() => {
        if (!this.#closed) report()
      })
  }

  /** Once what the sockets hold by now has been read, nothing is for a while. */
  #pause(connection: MsrpConnection | undefined, milliseconds: number): void {
    if (!connection || this.#pausing.has(connection)) return
    this.#pausing.add(connection)
    const resume = () => {
      this.#pausing.delete(connection)
      connection.stream.resume()
    }
    this.#behaviours.later(0, () => {
      connection.stream.pause()
      this.#behaviours.later(milliseconds, resume, resume)
    })
  }
}
