import type { MsrpAddress } from '../../protocols/msrp/local-address.ts'
import type { SipAddress } from '../../protocols/sip/local-address.ts'
import type { Address } from '../../protocols/wire/tap.ts'

/** Where the peers are, for the subject's configuration. */
export interface PeerAddresses {
  readonly sip: SipAddress
  readonly msrp: MsrpAddress
  /** By IMPS domain, the URL of its server. */
  readonly ssp: Readonly<Record<string, string>>
}

/** Where the subject listens. */
export interface SubjectAddresses {
  readonly sip: SipAddress
  readonly msrp: MsrpAddress
  readonly ssp: Address
}

export interface ExitFacts {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** An implementation under test that has been started. */
export interface RunningSubject {
  readonly addresses: SubjectAddresses
  /** Resolves when its process ends, asked for or not. */
  readonly exited: Promise<ExitFacts>
  readonly alive: boolean
  /** Ends the whole process group; resolves when it is gone. */
  stop(): Promise<void>
}

/** What the subject does, as it happens. */
export interface SubjectObserver {
  event(what: 'start' | 'ready' | 'exit' | 'log', text: string): void
}
