import { isIPv4, isIPv6 } from 'node:net'

/** Octets of an address as they stand in an IP header: 4 or 16. */
export type IpAddress = Buffer

const MAPPED = Buffer.from('00000000000000000000ffff', 'hex')

/**
 * Reads an address as sockets write it: a zone is left out, an IPv4-mapped IPv6 address is the IPv4 address (RFC 4291
 * §2.5.5.2). Undefined for a name.
 */
export function ipAddress(text: string): IpAddress | undefined {
  const [address = ''] = text.replace(/^\[(.*)\]$/, '$1').split('%')
  if (isIPv4(address)) return ipv4(address)
  if (!isIPv6(address)) return undefined
  const octets = ipv6(address)
  return octets.subarray(0, 12).equals(MAPPED) ? octets.subarray(12) : octets
}

const ipv4 = (text: string): Buffer => Buffer.from(text.split('.').map(Number))

/** RFC 4291 §2.2: eight groups, `::` for as many zeros as are missing, and perhaps an IPv4 address for the last two. */
function ipv6(text: string): Buffer {
  const [head = '', tail] = text.split('::')
  const [first, last] = [groups(head), tail === undefined ? [] : groups(tail)]
  const octets = Buffer.alloc(16)
  Buffer.from(first).copy(octets, 0)
  Buffer.from(last).copy(octets, 16 - last.length)
  return octets
}

const groups = (text: string): number[] =>
  text === ''
    ? []
    : text.split(':').flatMap(group => {
        if (group.includes('.')) return [...ipv4(group)]
        const value = Number.parseInt(group, 16)
        return [value >> 8, value & 0xff]
      })
