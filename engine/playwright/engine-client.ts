import { connect, type Socket } from 'node:net'
import { systemClock, type Timer } from '../../protocols/clock.ts'
import { onJsonLines } from './json-lines.ts'
import { BEAT_MISSING_JUDGING, ENGINE_ADDRESS, type FromEngine, type ToEngine } from './protocol.ts'

/** The engine process cannot be reached, or is gone. */
export class EngineGone extends Error {
  override readonly name = 'EngineGone'
  readonly code = 'engine-gone'
}

type Reply = Extract<FromEngine, { n: number }>
type Question = ToEngine extends infer T ? (T extends { n: number } ? Omit<T, 'n'> : never) : never

/** A connection to the engine process. When that dies or falls silent, every open question is rejected. */
export class EngineClient {
  readonly #socket: Socket
  readonly #waiting = new Map<
    number,
    { readonly resolve: (reply: Reply) => void; readonly reject: (error: Error) => void }
  >()
  #count = 0
  #gone: Error | undefined
  #silence: Timer

  private constructor(socket: Socket) {
    this.#socket = socket
    // It may be judging just now.
    this.#silence = this.#expectBeat(BEAT_MISSING_JUDGING)
    onJsonLines(socket, message => this.#receive(message as FromEngine))
    socket.on('close', () => this.#lost(new EngineGone('the engine has gone')))
  }

  /** Rejects with {@link EngineGone} when no engine was started or it does not answer. */
  static connect(): Promise<EngineClient> {
    const address = process.env[ENGINE_ADDRESS]
    if (address === undefined)
      return Promise.reject(new EngineGone('no engine: run through harness.config.ts, whose global set-up starts it'))
    return new Promise((resolve, reject) => {
      const socket = connect(address)
      const failed = (error: Error) => reject(new EngineGone(`the engine cannot be reached: ${error.message}`))
      socket.once('error', failed)
      socket.once('connect', () => {
        socket.off('error', failed)
        resolve(new EngineClient(socket))
      })
    })
  }

  tell(message: ToEngine): void {
    this.#socket.write(`${JSON.stringify(message)}\n`)
  }

  ask(question: Question): Promise<Reply> {
    if (this.#gone) return Promise.reject(this.#gone)
    const n = ++this.#count
    return new Promise((resolve, reject) => {
      this.#waiting.set(n, { resolve: reply => resolve(reply), reject: error => reject(error) })
      this.tell({ ...question, n })
    })
  }

  close(): void {
    this.#silence.cancel()
    this.#socket.destroy()
  }

  #receive(message: FromEngine): void {
    if ('beatWithin' in message) {
      this.#silence.cancel()
      this.#silence = this.#expectBeat(message.beatWithin)
      return
    }
    this.#waiting.get(message.n)?.resolve(message)
    this.#waiting.delete(message.n)
  }

  #expectBeat(within: number): Timer {
    return systemClock.after(within, () => {
      this.#lost(new EngineGone(`the engine has been silent for ${within} ms`))
      this.#socket.destroy()
    })
  }

  #lost(error: Error): void {
    this.#gone ??= error
    this.#silence.cancel()
    for (const { reject } of this.#waiting.values()) reject(this.#gone)
    this.#waiting.clear()
  }
}
