import { isUtf8 } from 'node:buffer'
import { checkSdp } from './line-rules.ts'
import type { ParsedSdp, SdpLine, SdpMedia } from './description.ts'
import { sdpSyntaxRules, type SdpSyntaxRule } from './syntax-rules.ts'
import type { Violation } from '../violation.ts'

/** Notes a departure from a rule. */
export type Complain = (rule: SdpSyntaxRule, start: number, end: number) => void

/**
 * Reads a session description (RFC 4566 §5) with the rules for MSRP media (RFC 4975 §8). Never throws, drops or
 * repairs: every line is kept as it stood, and what departs from the rules is listed. A bare LF ends a line, too.
 */
export function parseSdp(octets: Buffer): ParsedSdp {
  const violations: Violation[] = []
  const complain: Complain = (rule, start, end) => void violations.push({ rule, ...sdpSyntaxRules[rule], start, end })
  if (!isUtf8(octets) || octets.includes(0)) complain('SDP-SYN-13', 0, octets.length)
  const all = readLines(octets, complain)
  const firstMedia = all.findIndex(line => line.type === 'm')
  const description = {
    lines: firstMedia < 0 ? all : all.slice(0, firstMedia),
    media: firstMedia < 0 ? [] : splitMedia(all.slice(firstMedia)),
  }
  checkSdp(description, octets.length, complain)
  return { description, violations, octets }
}

function readLines(octets: Buffer, complain: Complain): SdpLine[] {
  const lines: SdpLine[] = []
  for (let start = 0; start < octets.length;) {
    const feed = octets.indexOf(0x0a, start)
    const stop = feed < 0 ? octets.length : feed
    const ended = feed > start && octets[feed - 1] === 0x0d
    const end = ended ? feed - 1 : stop
    if (!ended) complain('SDP-SYN-02', start, stop)
    const text = octets.toString('utf8', start, end)
    const formed = /^[a-z]=/.test(text)
    if (!formed) complain('SDP-SYN-01', start, end)
    lines.push({ type: formed ? text.charAt(0) : '', value: formed ? text.slice(2) : text, start, end })
    start = stop + 1
  }
  return lines
}

function splitMedia(lines: readonly SdpLine[]): SdpMedia[] {
  const media: SdpLine[][] = []
  for (const line of lines)
    if (line.type === 'm') media.push([line])
    else media.at(-1)?.push(line)
  return media.map(own => ({ lines: own, ...parseMediaLine(own[0]?.value ?? '') }))
}

/** Fields of an m= line (RFC 4566 §5.14); empty media and port NaN when unreadable. */
export function parseMediaLine(value: string): Omit<SdpMedia, 'lines'> {
  const [media = '', port = '', protocol = '', ...formats] = value.split(' ')
  const readable = /^\d{1,5}(?:\/\d+)?$/.test(port) && parseInt(port, 10) <= 65535
  if (media === '' || !readable || protocol === '' || formats.length === 0 || formats.includes(''))
    return { media: '', port: NaN, protocol: '', formats: [] }
  return { media, port: parseInt(port, 10), protocol, formats }
}
