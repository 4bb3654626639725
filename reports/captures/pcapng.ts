/**
 * Blocks of the pcapng file format (draft-ietf-opsawg-pcapng): one section, interfaces with times in nanoseconds, and
 * packets with comments. Everything is little-endian; blocks and options are padded to 32 bits.
 */

/** What travels over an interface (`LINKTYPE_` values of tcpdump.org). */
export const LINK_TYPE = { rawIp: 101, upperPdu: 252 } as const

export type LinkType = (typeof LINK_TYPE)[keyof typeof LINK_TYPE]

/** Octets of one packet at most: readers take a file with a longer one for damaged. */
export const LONGEST_PACKET = 262_144

const OPTION = {
  comment: 1,
  section: { hardware: 2, application: 4 },
  interface: { name: 2, description: 3, timeResolution: 9 },
  packet: { flags: 2 },
} as const

const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 6 } as const

/** An option's length is a field of 16 bits. */
const LONGEST_OPTION = 65_535

interface Option {
  readonly code: number
  readonly value: Buffer
}

export interface SectionFacts {
  readonly hardware: string
  readonly application: string
  readonly comment: string
}

/** Begins a file. */
export const sectionHeader = ({ hardware, application, comment }: SectionFacts): Buffer => {
  const fields = Buffer.alloc(16)
  fields.writeUInt32LE(0x1a2b3c4d, 0)
  fields.writeUInt16LE(1, 4)
  // The section's length is unknown (-1): readers go by the blocks.
  fields.writeBigInt64LE(-1n, 8)
  return block(BLOCK.section, [
    fields,
    ...options([
      textOption(OPTION.comment, comment),
      textOption(OPTION.section.hardware, hardware),
      textOption(OPTION.section.application, application),
    ]),
  ])
}

export interface InterfaceFacts {
  readonly linkType: LinkType
  readonly name: string
  readonly description: string
}

/** Declares the next interface; packets refer to it by its place among them, from 0. */
export const interfaceDescription = ({ linkType, name, description }: InterfaceFacts): Buffer => {
  const fields = Buffer.alloc(8)
  fields.writeUInt16LE(linkType, 0)
  fields.writeUInt32LE(LONGEST_PACKET, 4)
  return block(BLOCK.interface, [
    fields,
    ...options([
      textOption(OPTION.interface.name, name),
      textOption(OPTION.interface.description, description),
      { code: OPTION.interface.timeResolution, value: Buffer.from([9]) },
    ]),
  ])
}

export interface PacketFacts {
  /** Place of its interface, from 0. */
  readonly interface: number
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly at: bigint
  /** Seen from whoever captured. */
  readonly direction: 'inbound' | 'outbound'
  /** Its octets, in parts that follow each other. */
  readonly parts: readonly Buffer[]
  /** Octets that it had on the wire, when not all of them are given. */
  readonly originalLength?: number
  readonly comments: readonly string[]
}

/** One packet. Throws a `RangeError` when it is longer than {@link LONGEST_PACKET}. */
export const enhancedPacket = ({ at, direction, parts, originalLength, comments, ...facts }: PacketFacts): Buffer => {
  const length = lengthOf(parts)
  if (length > LONGEST_PACKET) throw new RangeError(`a packet of ${length} octets is too long: split it`)
  const fields = Buffer.alloc(20)
  fields.writeUInt32LE(facts.interface, 0)
  fields.writeUInt32LE(Number(at >> 32n), 4)
  fields.writeUInt32LE(Number(at & 0xffff_ffffn), 8)
  fields.writeUInt32LE(length, 12)
  fields.writeUInt32LE(originalLength ?? length, 16)
  const flags = Buffer.alloc(4)
  flags.writeUInt32LE(direction === 'inbound' ? 1 : 2)
  return block(BLOCK.packet, [
    fields,
    ...parts,
    padding(length),
    ...options([
      ...comments.map(comment => textOption(OPTION.comment, comment)),
      { code: OPTION.packet.flags, value: flags },
    ]),
  ])
}

/** Text is UTF-8; what does not fit into an option is cut, and says so. */
function textOption(code: number, text: string): Option {
  const value = Buffer.from(text, 'utf8')
  if (value.length <= LONGEST_OPTION) return { code, value }
  const end = Buffer.from(' …', 'utf8')
  let room = LONGEST_OPTION - end.length
  // An octet 10xxxxxx goes on with a character that began before it.
  while (((value[room] ?? 0) & 0xc0) === 0x80) room--
  return { code, value: Buffer.concat([value.subarray(0, room), end]) }
}

const END_OF_OPTIONS = Buffer.alloc(4)

function options(list: readonly Option[]): Buffer[] {
  const parts = list.flatMap(({ code, value }) => {
    const head = Buffer.alloc(4)
    head.writeUInt16LE(code, 0)
    head.writeUInt16LE(value.length, 2)
    return [head, value, padding(value.length)]
  })
  return [...parts, END_OF_OPTIONS]
}

function block(type: number, body: readonly Buffer[]): Buffer {
  const total = 12 + lengthOf(body)
  const octets = Buffer.allocUnsafe(total)
  octets.writeUInt32LE(type, 0)
  octets.writeUInt32LE(total, 4)
  let at = 8
  for (const part of body) at += part.copy(octets, at)
  octets.writeUInt32LE(total, at)
  return octets
}

const PADDING = Buffer.alloc(3)

/** As many zeros as bring a length to a multiple of four. */
const padding = (length: number): Buffer => PADDING.subarray(0, -length & 3)

const lengthOf = (parts: readonly Buffer[]): number => parts.reduce((sum, part) => sum + part.length, 0)
