import { MsrpView } from '../../../trace/decoded/msrp.ts'
import type { Attributed } from '../../../trace/attribution.ts'
import type { Rule } from '../rule.ts'
import { perRun } from '../../per-run.ts'
import { rulesAbout } from '../rules-about.ts'
import { mediaSessionsOf } from '../subjects/media-sessions.ts'
import { msrpRunOf, type MsrpSeen } from '../subjects/msrp-run.ts'

/** Kinds of characters, with how many of each there are. */
const kinds: readonly (readonly [RegExp, number])[] = [
  [/[0-9]/, 10],
  [/[a-f]/, 6],
  [/[g-z]/, 20],
  [/[A-F]/, 6],
  [/[G-Z]/, 20],
  [/[^0-9A-Za-z]/, 4],
]

/** Alphabets that ids may be drawn from: digits, hexadecimal, base 36, letters and digits, all that a session-id can have. */
const alphabets = [10, 16, 36, 62, 72]

/** What happens by chance so seldom that no verdict will ever rest on it. */
const NEVER = 1e-6

/** So many ids that what all begin with is no chance, even where they consist of digits. */
const ENOUGH_TO_COMPARE = 8

/** What many ids of one maker show of how they are made. */
export interface IdPattern {
  /** How many characters all begin with: they are not random. */
  readonly start: number
  /** Size of the largest alphabet that could show no more kinds of characters than these ids do. */
  readonly alphabet: number
}

export function patternOf(ids: readonly string[]): IdPattern {
  const start = commonStart(ids)
  const seen = kinds.reduce((sum, [kind, size]) => (ids.some(id => kind.test(id)) ? sum + size : sum), 0)
  const characters = ids.reduce((sum, id) => sum + id.length - start, 0)
  return { start, alphabet: alphabets.findLast(size => size > seen && (seen / size) ** characters >= NEVER) ?? seen }
}

/**
 * The most bits of randomness that an id can have: its length without what all begin with, times the bits of a
 * character.
 */
export const mostBits = (id: string, { start, alphabet }: IdPattern): number =>
  Math.max(0, id.length - start) * Math.log2(Math.max(2, alphabet))

function commonStart(all: readonly string[]): number {
  const [first = '', ...others] = all
  if (all.length < ENOUGH_TO_COMPARE) return 0
  let length = 0
  while (length < first.length && others.every(other => other[length] === first[length])) length++
  return length
}

const requestsOfIwf = (messages: readonly MsrpSeen[]) =>
  messages.filter(({ fromIwf, view }) => fromIwf && (view.kind === 'SEND' || view.kind === 'REPORT'))

const transactionIds = perRun(run =>
  patternOf([...new Set(requestsOfIwf(msrpRunOf(run).messages).map(({ view }) => view.transactionId))]),
)

const aboutOwnRequests = rulesAbout(run => requestsOfIwf(msrpRunOf(run).messages))

/** A path URI of the implementation. */
interface OwnUri {
  readonly attributed: Attributed
  readonly sessionId: string
  readonly callId: string
}

const ownUris = perRun((run): readonly OwnUri[] =>
  mediaSessionsOf(run).all.flatMap(({ seen, media }) => {
    const sessionId = media?.path.at(-1)?.sessionId
    return seen.fromIwf && sessionId !== undefined
      ? [{ attributed: seen.attributed, sessionId, callId: seen.view.callId }]
      : []
  }),
)
const sessionIds = perRun(run => patternOf([...new Set(ownUris(run).map(({ sessionId }) => sessionId))]))
const callsBySession = perRun(run => {
  const calls = new Map<string, string>()
  for (const { sessionId, callId } of ownUris(run)) if (!calls.has(sessionId)) calls.set(sessionId, callId)
  return calls
})
const aboutOwnUris = rulesAbout<OwnUri>(ownUris)

/** A message that ends where its body should not have. */
interface AfterEndLine {
  readonly attributed: Attributed
  readonly endsBefore: string | undefined
}

/** Octets that begin no message but hold the end-line of the one before: that one's body held it as well. */
const aboutWhatFollows = rulesAbout<AfterEndLine>(run => {
  const before = new Map<string, string>()
  return run.attribution.messages.flatMap((attributed): AfterEndLine[] => {
    const { message } = attributed
    const { view } = message.decoded
    if (!(view instanceof MsrpView) || !message.fromIwf) return []
    const { connection, octets } = message.sighting
    const id = before.get(connection)
    if (view.transactionId !== '' || id === undefined) {
      before.set(connection, view.transactionId)
      return [{ attributed, endsBefore: undefined }]
    }
    return [{ attributed, endsBefore: octets.includes(`-------${id}`) ? id : undefined }]
  })
})

export const identifierRules: readonly Rule[] = [
  aboutOwnRequests(
    { id: 'MSRP-TID-01', clause: 'RFC 4975 §7.1', statement: 'A transaction id has 64 bits of randomness' },
    () => true,
    ({ view }, run) => {
      const bits = Math.floor(mostBits(view.transactionId, transactionIds(run)))
      return bits >= 64 ? undefined : `${view.transactionId} has ${bits} bits at most`
    },
  ),
  aboutOwnRequests(
    {
      id: 'MSRP-TID-02',
      clause: 'RFC 4975 §7.1',
      statement: 'A transaction id is used for one request of a connection',
    },
    () => true,
    (seen, run) => {
      const others = requestsOfIwf(msrpRunOf(run).onConnection(seen.connection))
      const one = others.find(({ view }) => view.transactionId === seen.view.transactionId)
      return one?.attributed === seen.attributed ? undefined : `${seen.view.transactionId} was used before`
    },
  ),
  aboutOwnUris(
    {
      id: 'MSRP-URI-01',
      clause: 'RFC 4975 §14.1',
      statement: 'The session-id of an own path has 80 bits of randomness',
    },
    () => true,
    ({ sessionId }, run) => {
      const bits = Math.floor(mostBits(sessionId, sessionIds(run)))
      return bits >= 80 ? undefined : `${sessionId} has ${bits} bits at most`
    },
  ),
  aboutOwnUris(
    { id: 'MSRP-URI-02', clause: 'RFC 4975 §8.2', statement: 'The session-id of an own path is of one session' },
    () => true,
    ({ sessionId, callId }, run) =>
      callsBySession(run).get(sessionId) === callId ? undefined : `${sessionId} was that of another call`,
  ),
  aboutWhatFollows(
    { id: 'MSRP-END-01', clause: 'RFC 4975 §7.1', statement: 'The end-line of a message does not occur in its body' },
    () => true,
    ({ endsBefore }) => (endsBefore === undefined ? undefined : `-------${endsBefore} stood in the body`),
  ),
]
