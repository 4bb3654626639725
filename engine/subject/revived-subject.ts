import type { RunningSubject } from './subject.ts'

/** The subject of a run, which is started again when it has died. */
export class RevivedSubject {
  readonly #start: () => Promise<RunningSubject>
  readonly #restarted: () => Promise<void>
  #running: RunningSubject | undefined
  #starts = 0

  /** `restarted` is called after each start but the first, and waited for. */
  constructor(start: () => Promise<RunningSubject>, restarted: () => Promise<void>) {
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
    await this.stop()
    this.#running = await this.#start()
    if (++this.#starts > 1) await this.#restarted()
  }

  async stop(): Promise<void> {
    await this.#running?.stop()
    this.#running = undefined
  }
}
