/** What a block of a pcapng file says; for tests. */
export interface ReadBlock {
  readonly type: number
  /** The fields and data before the options. */
  readonly fields: Buffer
  readonly options: readonly { readonly code: number; readonly value: Buffer }[]
}

export interface ReadPacket {
  readonly interface: number
  readonly at: bigint
  readonly octets: Buffer
  readonly originalLength: number
  readonly comments: readonly string[]
  readonly direction: 'inbound' | 'outbound'
}

const FIXED: Readonly<Record<number, number>> = { 0x0a0d0d0a: 16, 1: 8, 6: 20 }

/**
 * Reads the little-endian blocks of a file; for tests. Throws a `RangeError` where a length or padding is not what the
 * format asks for (draft-ietf-opsawg-pcapng §3.1).
 */
export function readPcapng(file: Buffer): readonly ReadBlock[] {
  const blocks: ReadBlock[] = []
  for (let at = 0; at < file.length;) {
    const [type, total] = [file.readUInt32LE(at), file.readUInt32LE(at + 4)]
    if (total % 4 !== 0 || file.readUInt32LE(at + total - 4) !== total) throw new RangeError(`bad block at ${at}`)
    const body = file.subarray(at + 8, at + total - 4)
    const fixed = FIXED[type]
    if (fixed === undefined) throw new RangeError(`unknown block ${type} at ${at}`)
    const data = type === 6 ? padded(body, fixed, body.readUInt32LE(12)) : 0
    blocks.push({ type, fields: body.subarray(0, fixed + data), options: optionsIn(body.subarray(fixed + data)) })
    at += total
  }
  return blocks
}

/** The packets among the blocks of a file; for tests. */
export function readPackets(file: Buffer): readonly ReadPacket[] {
  return readPcapng(file).flatMap(({ type, fields, options }) => {
    if (type !== 6) return []
    const length = fields.readUInt32LE(12)
    return {
      interface: fields.readUInt32LE(0),
      at: (BigInt(fields.readUInt32LE(4)) << 32n) | BigInt(fields.readUInt32LE(8)),
      octets: fields.subarray(20, 20 + length),
      originalLength: fields.readUInt32LE(16),
      comments: options.filter(({ code }) => code === 1).map(({ value }) => value.toString('utf8')),
      direction: options.find(({ code }) => code === 2)?.value.readUInt32LE() === 1 ? 'inbound' : 'outbound',
    }
  })
}

function optionsIn(octets: Buffer): ReadBlock['options'] {
  const options: { code: number; value: Buffer }[] = []
  for (let at = 0; at < octets.length;) {
    const [code, length] = [octets.readUInt16LE(at), octets.readUInt16LE(at + 2)]
    if (code === 0) {
      if (length !== 0 || at + 4 !== octets.length) throw new RangeError('octets follow the last option')
      return options
    }
    options.push({ code, value: octets.subarray(at + 4, at + 4 + length) })
    at += 4 + padded(octets, at + 4, length)
  }
  throw new RangeError('the options have no end')
}

/** How much space a value takes with the zeros behind it. */
function padded(octets: Buffer, start: number, length: number): number {
  const space = Math.ceil(length / 4) * 4
  const zeros = octets.subarray(start + length, start + space)
  if (start + space > octets.length || zeros.some(octet => octet !== 0)) throw new RangeError('bad padding')
  return space
}
