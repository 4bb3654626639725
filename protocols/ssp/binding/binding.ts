import type { BlockStatus, ClientCapability, DisplayedParty, Primitive } from '../document.ts'
import type { Status } from '../status.ts'

/** What a primitive is about, however it is called. */
export type Subject = 'capability' | 'block' | 'message' | 'report' | 'other'

/** A primitive as a binding understands it. */
export interface Recognised {
  readonly primitive: Subject
  readonly role: 'request' | 'answer'
  /** A capability query that asks for the block status too, or its answer that holds both. */
  readonly combined: boolean
  /** Capabilities that were asked for as a part of the user's presence, which he may withhold on other grounds. */
  readonly through?: 'presence'
  /** The user on whose behalf it was asked, as written. */
  readonly requester?: string
  /** The users asked about, as written. */
  readonly targets: readonly string[]
  /** Of messages and reports: as written; a group's address when a group or screen name takes part. */
  readonly sender?: string
  readonly recipients: readonly string[]
}

/** What the IWF or a SIMPLE user's server asks a peer before messages may flow. */
export interface Query {
  /** `both` is the combined form. */
  readonly about: 'capability' | 'block' | 'both'
  /** `wv:` address of the user who wants to know; his domain becomes the serviceID. */
  readonly requester: string
  /** The sender asked about when it is a group or a screen name; then there is no requesting user. */
  readonly sender?: DisplayedParty
  readonly targets: readonly string[]
}

/** What an answer says. */
export interface QueryResult {
  readonly status: Status
  readonly clients: readonly ClientCapability[]
  readonly blocks: readonly BlockStatus[]
}

/**
 * How capability and block queries are written. They have no public stage-3 syntax, so this is a replaceable part
 * (`imps-ssp` §14, `decisions` 5).
 */
export interface Binding {
  /** By which a configuration chooses it. */
  readonly name: string
  /** One sentence for reports: what this syntax is and is not. */
  readonly note: string
  recognise(primitive: Primitive): Recognised
  /** The request for a query. */
  query(query: Query): Primitive
  /** The answer to a request that this binding recognises as a query. */
  answer(request: Primitive, result: QueryResult): Primitive
  /** What an answer says; undefined when the primitive is no answer of this binding. */
  readAnswer(primitive: Primitive): QueryResult | undefined
}
