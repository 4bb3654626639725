import { framingLookalikes } from '../../fixtures/content/injections.ts'
import { msrpHeader, type MsrpHeader, type MsrpRequest } from '../../protocols/msrp/message.ts'

/** Transaction ids of the request in question, and of one that went before it. */
export const OWN = 'its0own0transaction'
export const EARLIER = 'an0earlier0one'

/** A request whose beginning, end or header fields are easily mistaken. */
export interface OddFraming {
  /** What alice writes; `label` occurs nowhere else. */
  readonly text?: (label: string) => string
  readonly edit?: (request: MsrpRequest) => MsrpRequest
  /** How the octets of the requests are handed to TCP, each piece on its own. */
  readonly pieces?: (octets: Buffer) => readonly Buffer[]
  /** A second request in the same segment. */
  readonly twice?: true
  /** No octets between the blank line and the end-line. */
  readonly empty?: true
}

const withHeaders =
  (change: (headers: readonly MsrpHeader[]) => readonly MsrpHeader[]) =>
  (request: MsrpRequest): MsrpRequest => ({ ...request, headers: change(request.headers) })

/** Only between From-Path and the MIME headers the order is free (RFC 4975 §7.1, §9). */
const reordered = ([to, from, ...others]: readonly MsrpHeader[]): readonly MsrpHeader[] =>
  [to, from, ...others.slice(0, -1).toReversed(), ...others.slice(-1)].filter(header => header !== undefined)

/** By the id of its row (MSR-08). */
export const oddFramings: Readonly<Record<string, OddFraming>> = {
  'old-end-line': { text: label => `${label}\r\n-------${EARLIER}$\r\nand on` },
  ...Object.fromEntries(
    Object.entries(framingLookalikes(OWN)).map(([id, text]) => [id, { text: (label: string) => `${label} ${text}` }]),
  ),
  'empty-body': { empty: true },
  'other-order-of-headers': { edit: withHeaders(reordered) },
  'unknown-headers': {
    edit: withHeaders(([to, from, ...others]) =>
      [to, from, msrpHeader('X-Nobody-Knows', 'this one'), ...others].filter(header => header !== undefined),
    ),
  },
  'other-case-of-headers': {
    edit: withHeaders(headers => headers.map(({ name, value }) => msrpHeader(name.toUpperCase(), value))),
  },
  'octet-by-octet': { pieces: octets => Array.from(octets, octet => Buffer.from([octet])) },
  'two-in-one-segment': { twice: true },
}
