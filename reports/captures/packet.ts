import type { Direction } from '../../protocols/wire/tap.ts'
import type { WireMessage } from '../../trace/wire-message.ts'

/** The peer whose socket it was, and what was spoken there: an interface of the capture each. */
export interface Leg {
  readonly owner: string
  readonly protocol: string
  readonly transport: string
}

/** A packet of a capture. */
export interface Packet {
  readonly leg: Leg
  /** Nanoseconds since the start of the run. */
  readonly t: number
  /** Seen from the peer. */
  readonly direction: Direction
  /** Its octets, in parts that follow each other. */
  readonly parts: readonly Buffer[]
  /** Octets that it would have, when not all of them are there. */
  readonly originalLength?: number
  readonly comments: readonly string[]
}

/** The packets of a capture, and what a reader must know to read them. */
export interface Packets {
  readonly packets: readonly Packet[]
  /** A sentence each. */
  readonly notes: readonly string[]
}

/** What verdicts say of a message; nothing for most. */
export type CommentsOf = (message: WireMessage) => readonly string[]
