import type { Clock } from '../../protocols/clock.ts'
import { DeclaredBehaviours } from '../declared-behaviours.ts'
import type { AnswerBehaviour, OwnAnswerBehaviour } from './answer-behaviour.ts'
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
  /** What the interworking function asked about him, for scripts that wait for it. */
  readonly inbox: Inbox<AskedRequest>
  readonly behaviours: DeclaredBehaviours<Primitive, OwnAnswerBehaviour>
  readonly #options: DirectoryUserOptions
  #data: ImpsUserData

  constructor(options: DirectoryUserOptions, data: ImpsUserData) {
    const { name, domain, clock, observer } = options
    this.#options = options
    this.#data = data
    this.uri = `wv:${name}@${domain}`
    this.sipUri = `sip:${name}@${domain}`
    this.inbox = new Inbox(clock, observer)
    this.behaviours = new DeclaredBehaviours(clock, observer, this.uri)
  }

  get data(): ImpsUserData {
    return this.#data
  }

  update(data: ImpsUserData): void {
    this.#data = data
  }

  on(primitive: Primitive, behaviour: AnswerBehaviour): void {
    this.behaviours.declare(primitive, behaviour)
  }

  remove(): void {
    this.behaviours.close()
    this.inbox.close('the scenario is over')
    this.#options.removed(this)
  }
}
