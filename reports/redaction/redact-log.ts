import { loggedOctets, logOctets } from '../../trace/logged-octets.ts'
import { MessageCutter } from '../../trace/messages.ts'
import type { DatagramEvent, OctetsEvent, TraceEvent } from '../../trace/events.ts'
import type { WireMessage } from '../../trace/wire-message.ts'
import { contentsOf } from './contents.ts'
import { pseudonyms, type Pseudonyms } from './pseudonym.ts'
import { findSecrets, replaced, Replacements, type Replacement } from './secrets.ts'
import type { Tokens } from './token-places.ts'

/** What stands for texts that are not needed for judging, and may hold anything. */
export const LEFT_OUT = '(left out by redaction)'

/**
 * The same log without what people said, credentials, and the user parts of addresses. Every event is there with its
 * number and time, and every octet has an octet in its place, so that messages, lengths and offsets are as they were.
 */
export function redactLog(events: readonly TraceEvent[], salt: Buffer): readonly TraceEvent[] {
  const tokens: Tokens = new Set(
    events.flatMap(event => (event.type === 'case.begin' ? [event.token.toLowerCase()] : [])),
  )
  const redactor = new Redactor(tokens, pseudonyms(salt, tokens))
  const streams = redactor.streams(events)
  return events.map(event =>
    event.type === 'octets' || event.type === 'datagram'
      ? withOctets(event, streams.get(streamOf(event)))
      : redactor.annotation(event),
  )
}

type CarriesOctets = OctetsEvent | DatagramEvent

/** A datagram is a stream of its own. */
const streamOf = (event: CarriesOctets): string =>
  event.type === 'datagram' ? `datagram ${event.seq}` : `${event.connection} ${event.direction}`

function withOctets(event: CarriesOctets, stream: Buffer | undefined): CarriesOctets {
  const { length } = loggedOctets(event)
  const offset = event.type === 'datagram' ? 0 : event.offset
  const logged = logOctets(stream?.subarray(offset, offset + length) ?? Buffer.alloc(length))
  const others = Object.entries(event).filter(([name]) => name !== 'text' && name !== 'base64')
  return { ...Object.fromEntries(others), ...logged } as CarriesOctets
}

class Redactor {
  readonly #tokens: Tokens
  readonly #pseudonyms: Pseudonyms
  /** What people said, as it stood in a message, and what stands for it now. */
  readonly #said = new Map<string, string>()

  constructor(tokens: Tokens, names: Pseudonyms) {
    this.#tokens = tokens
    this.#pseudonyms = names
  }

  /** The octets of each stream and datagram, redacted: a secret may begin in one event and end in the next. */
  streams(events: readonly TraceEvent[]): ReadonlyMap<string, Buffer> {
    const octets = new Map<string, Buffer[]>()
    const contents = new Map<string, Replacement[]>()
    const cutter = new MessageCutter()
    const keep = (messages: readonly WireMessage[]) => {
      for (const message of messages) this.#addContents(message, contents)
    }
    for (const event of events) {
      if (event.type === 'octets' || event.type === 'datagram') {
        const parts = octets.get(streamOf(event))
        if (parts) parts.push(loggedOctets(event))
        else octets.set(streamOf(event), [loggedOctets(event)])
      }
      keep(cutter.take(event))
    }
    keep(cutter.end())
    return new Map(
      [...octets].map(([key, parts]) => {
        const text = Buffer.concat(parts).toString('latin1')
        const found = new Replacements(text.length)
        for (const { start, end, by } of contents.get(key) ?? []) found.add(start, end, by)
        findSecrets(text, this.#tokens, this.#pseudonyms, found)
        return [key, Buffer.from(replaced(text, found.inOrder()), 'latin1')]
      }),
    )
  }

  #addContents(message: WireMessage, contents: Map<string, Replacement[]>): void {
    const { sighting } = message
    const isDatagram = sighting.transport === 'udp'
    const key = isDatagram ? `datagram ${sighting.firstEvent}` : `${sighting.connection} ${sighting.direction}`
    const text = sighting.octets.toString('latin1')
    for (const { start, end, by } of contentsOf(message, this.#tokens, this.#pseudonyms)) {
      const said = text.slice(start, end)
      if (said.length >= SHORTEST_SAID) this.#said.set(said, by)
      const others = contents.get(key) ?? []
      others.push({ start: sighting.start + start, end: sighting.start + end, by })
      contents.set(key, others)
    }
  }

  /** What was noted beside the octets. */
  annotation(event: Exclude<TraceEvent, CarriesOctets>): TraceEvent {
    switch (event.type) {
      case 'iwf':
        return event.what === 'exit' ? { ...event, text: this.#text(event.text) } : { ...event, text: LEFT_OUT }
      case 'resume':
        return event.cut === undefined ? event : { ...event, cut: LEFT_OUT }
      case 'case.end':
        return event.fault === undefined ? event : { ...event, fault: this.#text(event.fault) }
      case 'quiet':
        return { ...event, probe: this.#probe(event.probe) }
      case 'run':
        // A digest of environment and arguments: a guess at what they hold could be held against it.
        return event.subjectDefinition === undefined ? event : { ...event, subjectDefinition: LEFT_OUT }
      case 'open':
      case 'end':
      case 'reset':
      case 'refused':
      case 'lag':
      case 'case.begin':
      case 'case.phase':
      case 'mark':
      case 'behaviour':
      case 'wait':
      case 'stall':
      case 'preflight':
      case 'run.end':
        return this.#everyText(event) as TraceEvent
    }
  }

  /** A probe is found by its words, which are content where it comes through. */
  #probe(text: string): string {
    const octets = Buffer.from(text).toString('latin1')
    return Buffer.from(this.#said.get(octets) ?? this.#pseudonyms.content(octets), 'latin1').toString()
  }

  #everyText(value: unknown): unknown {
    if (typeof value === 'string') return this.#text(value)
    if (Array.isArray(value)) return value.map(item => this.#everyText(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [this.#text(key), this.#everyText(field)]))
  }

  #text(text: string): string {
    let octets = Buffer.from(text).toString('latin1')
    if (octets.length >= SHORTEST_SAID)
      for (const [said, by] of this.#said) if (octets.includes(said)) octets = octets.replaceAll(said, () => by)
    const found = new Replacements(octets.length)
    findSecrets(octets, this.#tokens, this.#pseudonyms, found)
    return Buffer.from(replaced(octets, found.inOrder()), 'latin1').toString()
  }
}

/** Shorter ones are also parts of other words. */
const SHORTEST_SAID = 6
