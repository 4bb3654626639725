import { parseNameAddress } from './name-address.ts'
import { hasParameter } from './parameters.ts'
import { parseSipUri } from './uri.ts'

/** Where a request inside a dialog goes (RFC 3261 §12.2.1.1). */
export interface RoutedRequest {
  readonly requestUri: string
  /** Values of Route, in order. */
  readonly routes: readonly string[]
  /** The URI whose host the request is sent to: the first route, or the Request-URI where there is none. */
  readonly nextHop: string
}

/**
 * Applies a route set to a remote target: a loose router (`lr`) leaves the target in the Request-URI; a strict one takes
 * its place there, and the target becomes the last route.
 */
export function routeRequest(routeSet: readonly string[], remoteTarget: string): RoutedRequest {
  const [first, ...rest] = routeSet
  if (first === undefined) return { requestUri: remoteTarget, routes: [], nextHop: remoteTarget }
  const uri = parseNameAddress(first)?.uri ?? first
  if (isLooseRouter(uri)) return { requestUri: remoteTarget, routes: routeSet, nextHop: uri }
  return { requestUri: uri, routes: [...rest, `<${remoteTarget}>`], nextHop: uri }
}

function isLooseRouter(uri: string): boolean {
  const parsed = parseSipUri(uri)
  return parsed !== undefined && hasParameter(parsed.parameters, 'lr')
}
