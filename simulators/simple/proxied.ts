import type { HeaderField } from '../../protocols/sip/build.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import { withBrackets } from '../../protocols/sip/host-brackets.ts'
import { portOf, type SipAddress } from '../../protocols/sip/local-address.ts'
import { contact, type RequestOrigin } from './requests.ts'

/** Proxies on the way to the IWF by their names, the nearest to it first. */
export type Proxies = readonly [nearest: string, ...farther: readonly string[]]

/**
 * What a request shows of proxies that record themselves (RFC 3261 §16.6): a route that leads to this peer first, and a
 * Contact that leads past the proxies to an address of the client's own. Whatever arrives there went astray.
 */
export function recorded(
  [nearest, ...farther]: Proxies,
  origin: RequestOrigin,
  direct: SipAddress,
  transport: SipTransportName,
): readonly HeaderField[] {
  const { host } = origin.local
  const port = portOf(origin.local, transport)
  return [
    ['Record-Route', `<sip:${nearest}@${withBrackets(host)}:${port};transport=${transport};lr>`],
    ...farther.map((name): HeaderField => ['Record-Route', `<sip:${name}.invalid;lr;x-hop=${name}>`]),
    ['Contact', contact({ ...origin, local: direct }, transport)],
  ]
}
