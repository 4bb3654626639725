import { isMediaType } from '../media-type.ts'
import {
  attributesOf,
  isDirection,
  parseConnection,
  parseOrigin,
  type SdpDescription,
  type SdpLine,
  type SdpMedia,
} from './description.ts'
import { isMsrpMedia, isSetup, readMessageMedia, splitWords } from './message-media.ts'
import type { Complain } from './parse.ts'

/** Lines of a session and of a media description in the order in which they may stand (RFC 4566 §5). */
const sessionOrder = 'vosiuepcbtrzka'
const mediaOrder = 'micbka'
/** Those of them that may be repeated (RFC 4566 §9): addresses only for layers of one medium (§5.7). */
const sessionRepeats = 'bartep'
const mediaRepeats = 'cba'

/** Holds a description against RFC 4566 §5 and its MSRP media against RFC 4975 §8. */
export function checkSdp(description: SdpDescription, length: number, complain: Complain): void {
  const { lines, media } = description
  const [first] = lines
  if (first?.type !== 'v' || first.value !== '0') complain('SDP-SYN-05', 0, first?.end ?? 0)
  const missing = (type: string, legal: (value: string) => boolean): boolean => {
    const line = lines.find(candidate => candidate.type === type)
    return !line || !legal(line.value)
  }
  const sessionEnd = lines.at(-1)?.end ?? 0
  if (missing('o', value => parseOrigin(value) !== undefined)) complain('SDP-SYN-06', 0, sessionEnd)
  if (missing('s', value => value !== '')) complain('SDP-SYN-07', 0, sessionEnd)
  if (missing('t', value => /^\d+ \d+$/.test(value))) complain('SDP-SYN-08', 0, sessionEnd)
  checkOrder(lines, sessionOrder, sessionRepeats, complain)
  checkLines(lines, complain)
  checkDirections(lines, complain)
  for (const one of media) checkMedia(description, one, length, complain)
}

function checkOrder(lines: readonly SdpLine[], order: string, repeatable: string, complain: Complain): void {
  let reached = 0
  const seen = new Set<string>()
  for (const { type, start, end } of lines) {
    if (type === '') continue
    const place = order.indexOf(type)
    // r= belongs to the t= before it, so that t= may come again after it (RFC 4566 §5 time description).
    const again = type === 't' && reached === order.indexOf('r')
    if (place < 0 || (place < reached && !again)) complain('SDP-SYN-03', start, end)
    else reached = place
    if (seen.has(type) && !repeatable.includes(type)) complain('SDP-SYN-04', start, end)
    seen.add(type)
  }
}

function checkLines(lines: readonly SdpLine[], complain: Complain): void {
  for (const { type, value, start, end } of lines)
    if (type === 'c' && !parseConnection(value)) complain('SDP-SYN-09', start, end)
  for (const { name, line } of attributesOf(lines))
    if (!/^[!#$%&'*+\-.^_`{|}~0-9A-Za-z]+$/.test(name)) complain('SDP-SYN-12', line.start, line.end)
}

/** At most one direction for the session, and one for each media description. */
function checkDirections(lines: readonly SdpLine[], complain: Complain): void {
  const directions = attributesOf(lines).filter(({ name }) => isDirection(name))
  for (const { line } of directions.slice(1)) complain('SDP-SYN-20', line.start, line.end)
}

function checkMedia(description: SdpDescription, media: SdpMedia, length: number, complain: Complain): void {
  const { lines } = media
  const start = lines[0]?.start ?? 0
  const end = lines.at(-1)?.end ?? length
  if (media.media === '') complain('SDP-SYN-11', start, lines[0]?.end ?? end)
  checkOrder(lines, mediaOrder, mediaRepeats, complain)
  checkLines(lines, complain)
  if (![...lines, ...description.lines].some(line => line.type === 'c')) complain('SDP-SYN-10', start, end)
  checkDirections(lines, complain)
  const setup = attributesOf(lines).find(({ name }) => name === 'setup')
  if (setup && !isSetup(setup.value)) complain('SDP-SYN-19', setup.line.start, setup.line.end)
  // A refused line needs none of its attributes (RFC 3264 §6).
  if (isMsrpMedia(media) && media.port !== 0) checkMessageMedia(description, media, start, end, complain)
}

function checkMessageMedia(
  description: SdpDescription,
  media: SdpMedia,
  start: number,
  end: number,
  complain: Complain,
): void {
  const read = readMessageMedia(description, media)
  if (media.formats.length !== 1 || media.formats[0] !== '*') complain('SDP-SYN-14', start, media.lines[0]?.end ?? end)
  const named = (name: string) => attributesOf(media.lines).find(candidate => candidate.name === name)
  const path = named('path')
  const whole = read.path.length > 0 && read.path.every(uri => uri.sessionId !== undefined && uri.port !== undefined)
  if (!path || !whole || read.path.length !== splitWords(path.value).length)
    complain('SDP-SYN-15', path?.line.start ?? start, path?.line.end ?? end)
  if (read.acceptTypes.length === 0) complain('SDP-SYN-16', start, end)
  for (const name of ['accept-types', 'accept-wrapped-types']) {
    const list = named(name)
    if (list && !splitWords(list.value).every(isMediaRange)) complain('SDP-SYN-17', list.line.start, list.line.end)
  }
  const size = named('max-size')
  if (size && read.maxSize === undefined) complain('SDP-SYN-18', size.line.start, size.line.end)
  const wrapped = named('accept-wrapped-types')
  if (wrapped && read.acceptWrappedTypes?.length === 0) complain('SDP-SYN-22', wrapped.line.start, wrapped.line.end)
  if (wrapped && read.acceptWrappedTypes?.some(type => type !== '*' && read.acceptTypes.includes(type)))
    complain('SDP-SYN-21', wrapped.line.start, wrapped.line.end)
}

/** `*`, `type/*` or a media type (RFC 4975 §8.6); as a token, `*` is a legal subtype already. */
function isMediaRange(entry: string): boolean {
  return entry === '*' || isMediaType(entry)
}
