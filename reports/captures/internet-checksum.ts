/**
 * The Internet checksum (RFC 1071 §1): complement of the ones' complement sum of 16-bit words over `parts` one after
 * another. Only the last part may have an odd number of octets.
 */
export function internetChecksum(parts: readonly Buffer[]): number {
  let sum = 0
  for (const part of parts) {
    const { length } = part
    const even = length & ~1
    let own = 0
    // 2^36 words would be needed for a sum that a number cannot hold exactly.
    for (let i = 0; i < even; i += 2) own += ((part[i] ?? 0) << 8) | (part[i + 1] ?? 0)
    if (even < length) own += (part[even] ?? 0) << 8
    sum += own
  }
  while (sum > 0xffff) sum = Math.floor(sum / 0x10000) + (sum % 0x10000)
  return ~sum & 0xffff
}
