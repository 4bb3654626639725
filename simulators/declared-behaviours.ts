import type { Clock, Timer } from '../protocols/clock.ts'
import { behaviourName, type Behaviour, type OwnBehaviour } from './behaviour.ts'
import type { PeerObserver } from './observer.ts'

/** How a request can be met, in the words of its protocol. */
export interface Ways<Own extends OwnBehaviour = never> {
  /** Properly. */
  readonly answer: () => void
  /** With a status and nothing else. */
  readonly answerStatus: (behaviour: Extract<Behaviour, { readonly kind: 'answers' }>) => void
  /** Not at all. */
  readonly ignore: () => void
  /** As only this kind of peer can. */
  readonly own?: (behaviour: Own) => void
}

/** What one user of a peer was told to do, by kind of request; `Own` is what only this kind of peer can do. */
export class DeclaredBehaviours<Kind extends string, Own extends OwnBehaviour = never> {
  readonly #clock: Clock
  readonly #observer: PeerObserver
  readonly #target: string
  readonly #declared = new Map<Kind, Behaviour | Own>()
  /** What is due later, with what to do when it is not to be. */
  readonly #pending = new Map<Timer, () => void>()
  #closed = false

  /** `target` names the user in the record. */
  constructor(clock: Clock, observer: PeerObserver, target: string) {
    this.#clock = clock
    this.#observer = observer
    this.#target = target
  }

  /** From now on requests of this kind are met so. */
  declare(kind: Kind, behaviour: Behaviour | Own): void {
    this.#declared.set(kind, behaviour)
    this.#observer.behaviour(`${kind}: ${behaviourName(behaviour)}`, this.#target, false)
  }

  /** Meets a request as declared; properly and at once where nothing is. */
  meet(kind: Kind, { answer, answerStatus, ignore, own }: Ways<Own>): void {
    const behaviour = this.#declared.get(kind)
    if (!behaviour) {
      answer()
      return
    }
    this.#observer.behaviour(`${kind}: ${behaviourName(behaviour)}`, this.#target, true)
    switch (behaviour.kind) {
      case 'holds':
        this.later(behaviour.during, answer)
        return
      case 'awaits':
        behaviour.release.then(() => {
          if (!this.#closed) answer()
        })
        return
      case 'answers':
        answerStatus(behaviour)
        return
      case 'ignores':
        ignore()
        return
      case 'own':
        own?.(behaviour)
    }
  }

  /** Does something `milliseconds` from now, or `forgone` when the user is gone by then. */
  later(milliseconds: number, action: () => void, forgone: () => void = () => undefined): void {
    if (this.#closed) {
      forgone()
      return
    }
    const timer = this.#clock.after(milliseconds, () => {
      this.#pending.delete(timer)
      action()
    })
    this.#pending.set(timer, forgone)
  }

  /** The user is gone: what was held back or awaits a release never goes out. */
  close(): void {
    this.#closed = true
    const pending = [...this.#pending]
    this.#pending.clear()
    for (const [timer, forgone] of pending) {
      timer.cancel()
      forgone()
    }
  }
}
