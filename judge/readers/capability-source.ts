import type { Trace } from '../trace.ts'
import { asks } from './ssp.ts'
import { about, impsAddressOf } from './users.ts'

/** Whether presence is where the implementation has the capabilities of a user of the cast from (`imps-ssp` §9.2). */
export const readsPresence = (trace: Trace, user: string): boolean =>
  about(asks(trace, 'capability'), impsAddressOf(trace, user)).some(({ message }) => message.throughPresence)
