import type { Thread, ThreadKind } from './correlation.ts'
import type { Ladder, LadderMessage } from './ladder.ts'

/** Letters that stand for kinds of sessions in a narrow column. Transactions are named in the opened message only. */
const LETTERS: Readonly<Partial<Record<ThreadKind, string>>> = {
  'SIP call': 'C',
  'MSRP session': 'S',
  'SSP transaction': 'T',
}

export interface NamedThread extends Thread {
  /** `C1`, `S1`, `T3`: short, in the order of the ladder. */
  readonly tag: string | undefined
  readonly messages: readonly number[]
}

/** The sessions and transactions of one ladder, each once, with its messages. */
export class ThreadIndex {
  readonly #byName = new Map<string, { thread: Thread; tag: string | undefined; messages: number[]; index: number }>()

  constructor({ messages }: Ladder) {
    const counts = new Map<ThreadKind, number>()
    for (const { id, threads = [] } of messages)
      for (const thread of threads) {
        const name = nameOf(thread)
        const known = this.#byName.get(name)
        if (known) {
          if (known.messages.at(-1) !== id) known.messages.push(id)
          continue
        }
        const letter = LETTERS[thread.kind]
        const count = (counts.get(thread.kind) ?? 0) + 1
        counts.set(thread.kind, count)
        const tag = letter === undefined ? undefined : `${letter}${count}`
        this.#byName.set(name, { thread, tag, messages: [id], index: this.#byName.size })
      }
  }

  /** All, in the order in which they begin. */
  get all(): readonly NamedThread[] {
    return [...this.#byName.values()].map(({ thread, tag, messages }) => ({ ...thread, tag, messages }))
  }

  messagesOf(thread: Thread): readonly number[] {
    return this.#byName.get(nameOf(thread))?.messages ?? []
  }

  /** Numbers by which the page's script finds messages of the same transaction: an SSP session holds everything. */
  keysOf({ threads = [] }: LadderMessage): readonly number[] {
    return threads.flatMap(thread =>
      thread.kind === 'SSP session' || thread.kind === 'SIP call'
        ? []
        : (this.#byName.get(nameOf(thread))?.index ?? []),
    )
  }

  /** `C1 S1`. */
  tagsOf({ threads = [] }: LadderMessage): string {
    return threads.flatMap(thread => this.#byName.get(nameOf(thread))?.tag ?? []).join(' ')
  }
}

const nameOf = ({ kind, key }: Thread): string => `${kind} ${key}`
