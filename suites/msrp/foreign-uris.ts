import { parseMsrpUri, serialiseMsrpUri, type MsrpUri } from '../../protocols/msrp/uri.ts'

/** A SEND to where no session of this client is, or not by this connection. */
export interface ForeignUri {
  /** What is done to the URI of the implementation; it identifies itself by the rightmost of its path. */
  readonly uri: (uri: MsrpUri) => MsrpUri | undefined
  readonly on: 'the bound connection' | 'another connection'
  readonly refusal: number
}

/** Letters of the other case; the session id is the only part of a URI in which case counts (RFC 4975 §6.1). */
const swapCase = (text: string): string =>
  [...text.matchAll(/./g)]
    .map(([character]) => (character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase()))
    .join('')

/** By the id of its row (MSR-04). */
export const foreignUris: Readonly<Record<string, ForeignUri>> = {
  'unknown-session': {
    uri: uri => ({ ...uri, sessionId: 'a-session-id-that-nobody-gave-out' }),
    on: 'another connection',
    refusal: 481,
  },
  'second-connection': { uri: uri => uri, on: 'another connection', refusal: 506 },
  'other-transport': { uri: uri => ({ ...uri, transport: 'sctp' }), on: 'the bound connection', refusal: 481 },
  'other-port': { uri: uri => ({ ...uri, port: otherPort(uri.port) }), on: 'the bound connection', refusal: 481 },
  'wrong-case': {
    uri: uri => inOtherCase(uri),
    on: 'the bound connection',
    refusal: 481,
  },
}

/** Undefined for an id without letters, which has no other case. */
function inOtherCase(uri: MsrpUri): MsrpUri | undefined {
  const sessionId = swapCase(uri.sessionId ?? '')
  return sessionId === uri.sessionId ? undefined : { ...uri, sessionId }
}

const otherPort = (port = 0): number => (port === 2855 ? 2856 : 2855)

/** The path with its last URI changed; undefined where the row does not apply to it. */
export function strayPath(path: readonly string[], { uri }: ForeignUri): readonly string[] | undefined {
  const own = parseMsrpUri(path.at(-1) ?? '')
  const other = own && uri(own)
  return other && [...path.slice(0, -1), serialiseMsrpUri(other)]
}
