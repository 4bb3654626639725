import { systemClock } from '../../protocols/clock.ts'
import { SspEndpoint } from '../../protocols/ssp/endpoint.ts'
import { noTap } from '../../protocols/wire/tap.ts'
import type { Place } from './place.ts'

/** Listens for SSP, sets sessions up as it should, and answers every request with a Status of this code. */
export function logInToSsp({ ssp, sipDomain, impsUrls }: Place, code: number): Promise<SspEndpoint> {
  return SspEndpoint.open({
    domain: sipDomain,
    listen: ssp,
    peers: impsUrls,
    tap: noTap,
    clock: systemClock,
    onRequest: () => code,
  })
}
