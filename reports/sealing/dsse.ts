import { sign, verify, type KeyObject } from 'node:crypto'
import { keyId } from './keys.ts'

/** A signed envelope: DSSE 1.0, JSON, with one signature. */
export interface Envelope {
  /** Base64. */
  readonly payload: string
  readonly payloadType: string
  readonly signatures: readonly [{ readonly keyid: string; readonly sig: string }]
}

/** What is signed instead of the payload: its type and both lengths come before it (DSSE protocol, "PAE"). */
export function preAuthenticationEncoding(payloadType: string, payload: Buffer): Buffer {
  const type = Buffer.from(payloadType, 'utf8')
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload])
}

/** Signs with Ed25519; the same payload and key always give the same text. */
export function sealEnvelope(payloadType: string, payload: Buffer, key: KeyObject): string {
  const signature = sign(null, preAuthenticationEncoding(payloadType, payload), key)
  return asText({
    payload: payload.toString('base64'),
    payloadType,
    signatures: [{ keyid: keyId(key), sig: signature.toString('base64') }],
  })
}

/** Who an envelope says that it is by, unproven; undefined when it is no DSSE envelope with one signature. */
export const claimedKeyId = (octets: Buffer): string | undefined => parsed(octets.toString('utf8'))?.signatures[0].keyid

export type OpenedEnvelope =
  | { readonly payload: Buffer; readonly payloadType: string; readonly wrong?: undefined }
  /** Why nothing that it says may be believed. */
  | { readonly wrong: string }

/**
 * Reads an envelope and checks its signature before anything of it is used. Every octet counts: an envelope that says
 * the same in other octets than {@link sealEnvelope} writes is refused, so that no change goes unseen.
 */
export function openEnvelope(octets: Buffer, key: KeyObject): OpenedEnvelope {
  const envelope = parsed(octets.toString('utf8'))
  if (!envelope) return { wrong: 'is no DSSE envelope with one signature' }
  const { payloadType, signatures } = envelope
  const payload = Buffer.from(envelope.payload, 'base64')
  const signature = Buffer.from(signatures[0].sig, 'base64')
  if (!verify(null, preAuthenticationEncoding(payloadType, payload), key, signature)) {
    const by = signatures[0].keyid
    return {
      wrong:
        by === keyId(key)
          ? 'the signature does not fit what is signed: it was changed after sealing'
          : `the signature is not by the given key ${keyId(key)}; it says that it is by ${by}`,
    }
  }
  const written = asText({
    payload: payload.toString('base64'),
    payloadType,
    signatures: [{ keyid: keyId(key), sig: signature.toString('base64') }],
  })
  if (!octets.equals(Buffer.from(written))) return { wrong: 'was changed after sealing, outside of what is signed' }
  return { payload, payloadType }
}

const asText = (envelope: Envelope): string => `${JSON.stringify(envelope, undefined, 2)}\n`

function parsed(text: string): Envelope | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!hasStrings(value, ['payload', 'payloadType'])) return undefined
  const { signatures } = value as { signatures?: unknown }
  if (!Array.isArray(signatures) || signatures.length !== 1) return undefined
  return hasStrings(signatures[0], ['keyid', 'sig']) ? (value as unknown as Envelope) : undefined
}

const hasStrings = (value: unknown, fields: readonly string[]): value is Readonly<Record<string, string>> =>
  typeof value === 'object' &&
  value !== null &&
  fields.every(field => typeof (value as Readonly<Record<string, unknown>>)[field] === 'string')
