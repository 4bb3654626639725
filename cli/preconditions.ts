import type { Given } from '../engine/case.ts'

/** In words, what must be so before the script of a case begins (`simple-iwf` §12.0). */
export const preconditions: Readonly<Record<Given, string>> = {
  P0: 'The harness is up, and an SSP session between the IWF and the IMPS server is open.',
  P1: 'P0, and the users of the case are in the directory of the IMPS server: online, text of up to 1000 octets, unless the case says otherwise.',
  P1L: 'P1 with length limits of 256000 octets.',
  P2: 'P1, and a session of alice and bob is set up with offer O1, its MSRP connection bound.',
  P2L: 'P2 with length limits of 256000 octets.',
}
