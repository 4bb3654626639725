import type { SspView } from '../../trace/decoded/ssp.ts'
import type { Observed } from '../../trace/observed.ts'
import { need } from '../vocabulary/need.ts'
import type { Trace } from '../trace.ts'
import { sameUser } from './ssp.ts'

/** Address of a role as the SIP side writes it, `sip:user@domain`. */
export const sipAddressOf = (trace: Trace, role: string): string =>
  need(trace.cast[role], `role ${role} in the cast`).replace(/^wv:/, 'sip:')

/** Address of a role as the IMPS side writes it, `wv:user@domain`. Names of the cast need no escape. */
export const impsAddressOf = (trace: Trace, role: string): string =>
  need(trace.cast[role], `role ${role} in the cast`).replace(/^sip:/, 'wv:')

/** Those of some queries, or answers to queries, that are about a user, and those of some messages that go to him. */
export const about = (messages: readonly Observed<SspView>[], user: string): readonly Observed<SspView>[] =>
  messages.filter(({ message }) => [...message.targets, ...message.recipients].some(other => sameUser(other, user)))
