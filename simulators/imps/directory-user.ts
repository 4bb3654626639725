import type { Clock, Timer } from '../../protocols/clock.ts'
import { behaviourName, type Behaviour } from '../behaviour.ts'
import type { PeerObserver } from '../observer.ts'
import { Inbox } from '../wait.ts'
import type { AskedRequest, ImpsUser, ImpsUserData, Primitive } from './interface.ts'

export interface DirectoryUserOptions {
  readonly name: string
  readonly domain: string
  readonly clock: Clock
  readonly observer: PeerObserver
  removed(user: DirectoryUser): void
}

/** A user in the directory of the server, and what was asked about him. */
export class DirectoryUser implements ImpsUser {
  readonly uri: string
  readonly sipUri: string
  readonly inbox: Inbox<AskedRequest>
  readonly #options: DirectoryUserOptions
  readonly #behaviours = new Map<Primitive, Behaviour>()
  readonly #timers = new Set<Timer>()
  #data: ImpsUserData

  constructor(options: DirectoryUserOptions, data: ImpsUserData) {
    const { name, domain, clock, observer } = options
    this.#options = options
    this.#data = data
    this.uri = `wv:${name}@${domain}`
    this.sipUri = `sip:${name}@${domain}`
    this.inbox = new Inbox(clock, observer)
  }

  get data(): ImpsUserData {
    return this.#data
  }

  update(data: ImpsUserData): void {
    this.#data = data
  }

  on(primitive: Primitive, behaviour: Behaviour): void {
    this.#behaviours.set(primitive, behaviour)
    this.#options.observer.behaviour(`${primitive}: ${behaviourName(behaviour)}`, this.uri, false)
  }

  behaviour(primitive: Primitive): Behaviour | undefined {
    return this.#behaviours.get(primitive)
  }

  /** Tells the record that a behaviour came into play. */
  exercised(primitive: Primitive, behaviour: Behaviour): void {
    this.#options.observer.behaviour(`${primitive}: ${behaviourName(behaviour)}`, this.uri, true)
  }

  /** Keeps a request for scripts that wait for it. */
  asked(request: AskedRequest): void {
    this.inbox.add(request)
  }

  /** Does something later, unless the user is removed before. */
  later(milliseconds: number, action: () => void): void {
    const timer = this.#options.clock.after(milliseconds, () => {
      this.#timers.delete(timer)
      action()
    })
    this.#timers.add(timer)
  }

  remove(): void {
    for (const timer of this.#timers) timer.cancel()
    this.#timers.clear()
    this.inbox.close('the scenario is over')
    this.#options.removed(this)
  }
}
