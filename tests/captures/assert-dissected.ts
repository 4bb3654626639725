import assert from 'node:assert/strict'
import { join } from 'node:path'
import { tsharkFindings } from './compare-with-trace.ts'
import { dissect, type Counted } from './tshark.ts'

/**
 * Asserts that tshark finds in the captures of a run every SIP, MSRP, HTTP and SSP message that the traces hold, at its
 * time, with none malformed, no wrong checksum and no gap in a stream. What peers break on purpose is named, so that
 * nothing else is overlooked. Gives the numbers of messages.
 */
export function assertDissected(
  folder: string,
  deliberate: { readonly malformed: readonly string[]; readonly notRecognised: readonly string[] },
): Readonly<Record<Counted, number>> {
  const frames = dissect(join(folder, 'captures'))
  const { malformed, differences, totals } = tsharkFindings(frames, folder)
  assert.deepEqual(malformed, [...deliberate.malformed].sort())
  assert.deepEqual(differences, [...deliberate.notRecognised].sort())
  const odd = frames.filter(({ badChecksum, oddTcp }) => badChecksum || oddTcp)
  assert.deepEqual(
    odd.map(({ caseId, info }) => `${caseId} ${info}`),
    [],
  )
  return totals
}

/** Why a test that needs tshark is skipped. */
export const TSHARK_MISSING = 'tshark and mergecap are not installed (Debian: apt-get install tshark)'
