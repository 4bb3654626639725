import type { RunningSubject, SubjectAddresses } from './subject.ts'

/** The subject of a run, which is started again when it has died. */
export class RevivedSubject {
  readonly #start: (at?: SubjectAddresses) => Promise<RunningSubject>
  readonly #restarted: () => Promise<void>
  #running: RunningSubject | undefined
  #starts = 0

  /**
   * `start` starts it anywhere, or where it was before. `restarted` is called after each start but the first, and waited
   * for.
   */
  constructor(start: (at?: SubjectAddresses) => Promise<RunningSubject>, restarted: () => Promise<void>) {
    this.#start = start
    this.#restarted = restarted
  }

  get alive(): boolean {
    return this.#running?.alive === true
  }

  /** Starts it unless it is alive. Rejects when it cannot be started. */
  async revive(): Promise<void> {
    if (!this.alive) await this.renew()
  }

  /** Starts it, once the one that ran and whatever that left behind is gone. Rejects when it cannot be started. */
  async renew(): Promise<void> {
    await this.#startAgain(undefined)
  }

  /** Ends it in order and starts it again where it was, as its operator would. Rejects when it cannot be started. */
  async restart(): Promise<void> {
    await this.#startAgain(this.#running?.addresses)
  }

  async #startAgain(at: SubjectAddresses | undefined): Promise<void> {
    await this.stop()
    this.#running = await this.#start(at)
    if (++this.#starts > 1) await this.#restarted()
  }

  async stop(): Promise<void> {
    await this.#running?.stop()
    this.#running = undefined
  }
}
