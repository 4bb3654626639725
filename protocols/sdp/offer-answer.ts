import { lineValue, originOf, sdpLine, type SdpDescription, type SdpDirection, type SdpMedia } from './description.ts'
import { isMsrpMedia, readMessageMedia, type MessageMedia, type Setup } from './message-media.ts'
import { serialiseSdp } from './serialise.ts'

/** Directions that an answer may give (RFC 3264 §6.1), the one that gives most first. */
const answerableDirections: Readonly<Record<SdpDirection, readonly [SdpDirection, ...SdpDirection[]]>> = {
  sendrecv: ['sendrecv', 'sendonly', 'recvonly', 'inactive'],
  sendonly: ['recvonly', 'inactive'],
  recvonly: ['sendonly', 'inactive'],
  inactive: ['inactive'],
}

/** The direction of the answer: the wanted one where the offer allows it, else the most that it allows. */
export function answerDirection(offered: SdpDirection, wanted: SdpDirection = 'sendrecv'): SdpDirection {
  const allowed = answerableDirections[offered]
  return allowed.includes(wanted) ? wanted : allowed[0]
}

export function isDirectionAnswer(offered: SdpDirection, answered: SdpDirection): boolean {
  return answerableDirections[offered].includes(answered)
}

/** Setups that an answer may give (RFC 4145 §4); without one in the offer the offerer connects (RFC 4975 §8.5). */
const answerableSetups: Readonly<Record<Setup | 'absent', readonly Setup[]>> = {
  active: ['passive'],
  passive: ['active'],
  actpass: ['passive', 'active'],
  // Forbidden for MSRP and treated as if it were not there (RFC 6135 §4.4).
  holdconn: ['passive'],
  absent: ['passive'],
}

/** The setup of the answer: the wanted one where the offer allows it, else the only or preferred one that it allows. */
export function answerSetup(
  offered: Setup | undefined,
  wanted: 'active' | 'passive' = 'passive',
): 'active' | 'passive' {
  const allowed = answerableSetups[offered ?? 'absent']
  if (allowed.includes(wanted)) return wanted
  return allowed.includes('passive') ? 'passive' : 'active'
}

export function isSetupAnswer(offered: Setup | undefined, answered: Setup | undefined): boolean {
  return answered === undefined || answerableSetups[offered ?? 'absent'].includes(answered)
}

/**
 * Who opens the connection once both have spoken: the party that is `active`; without COMEDIA on either side the
 * offerer (RFC 4975 §5.4, §8.5; RFC 6135 §4).
 */
export function connectingParty(offered: Setup | undefined, answered: Setup | undefined): 'offerer' | 'answerer' {
  if (offered === undefined || offered === 'holdconn') return 'offerer'
  if (answered === 'active') return 'answerer'
  return offered === 'passive' && answered !== 'passive' ? 'answerer' : 'offerer'
}

/** The media description that refuses an offered one: the same m= line with port 0 (RFC 3264 §6). */
export function refusedMedia({ media, protocol, formats }: SdpMedia): SdpMedia {
  const words = [media, '0', protocol, ...formats].join(' ')
  return { media, port: 0, protocol, formats, lines: [sdpLine('m', words)] }
}

/** Media of an answer: ours at the place of the offered line that it answers, all others refused (RFC 3264 §6). */
export function answerMedia(offer: SdpDescription, index: number, ours: SdpMedia): readonly SdpMedia[] {
  return offer.media.map((media, place) => (place === index ? ours : refusedMedia(media)))
}

/** The t= line that an answer must repeat (RFC 3264 §6). */
export function answerTime(offer: SdpDescription): string {
  return lineValue(offer.lines, 't') ?? '0 0'
}

export interface AnswerFault {
  /** Stable id, e.g. `SDP-ANS-03`. */
  readonly rule: AnswerRule
  readonly clause: string
  readonly message: string
  /** Place of the m= line in question; undefined for the whole answer. */
  readonly media: number | undefined
}

/** What an answer must be in view of its offer. */
export const answerRules = {
  'SDP-ANS-01': { clause: 'RFC 3264 §6', message: 'the answer has not as many m= lines as the offer' },
  'SDP-ANS-02': { clause: 'RFC 3264 §6', message: 'the t= line differs from that of the offer' },
  'SDP-ANS-03': { clause: 'RFC 3264 §6', message: 'an m= line has another media or protocol than the offered one' },
  'SDP-ANS-04': { clause: 'RFC 3264 §6', message: 'a line that was offered with port 0 is accepted' },
  'SDP-ANS-05': { clause: 'RFC 3264 §6.1', message: 'the direction does not answer the offered one' },
  'SDP-ANS-06': { clause: 'RFC 4145 §4', message: 'the setup does not answer the offered one' },
  'SDP-ANS-07': {
    clause: 'RFC 4975 §8.1',
    message: 'the port is neither that of the own path nor 9 of an active party',
  },
  'SDP-ANS-08': { clause: 'RFC 6135 §4.4', message: 'the answer uses setup:holdconn or a=connection' },
} as const

export type AnswerRule = keyof typeof answerRules

/** Everything in which an answer departs from what its offer demands; empty when nothing does. */
export function checkAnswer(offer: SdpDescription, answer: SdpDescription): readonly AnswerFault[] {
  const faults: AnswerFault[] = []
  const fault = (rule: AnswerRule, media?: number) => void faults.push({ rule, ...answerRules[rule], media })
  if (offer.media.length !== answer.media.length) fault('SDP-ANS-01')
  if (lineValue(offer.lines, 't') !== lineValue(answer.lines, 't')) fault('SDP-ANS-02')
  for (const [index, answered] of answer.media.entries()) {
    const offered = offer.media[index]
    if (!offered) break
    if (offered.media !== answered.media || offered.protocol !== answered.protocol) fault('SDP-ANS-03', index)
    if (offered.port === 0 && answered.port !== 0) fault('SDP-ANS-04', index)
    if (answered.port === 0 || !isMsrpMedia(answered)) continue
    const [theirs, ours] = [readMessageMedia(offer, offered), readMessageMedia(answer, answered)]
    if (!isDirectionAnswer(theirs.direction, ours.direction)) fault('SDP-ANS-05', index)
    if (!isSetupAnswer(theirs.setup, ours.setup)) fault('SDP-ANS-06', index)
    if (!isPortOfPath(ours)) fault('SDP-ANS-07', index)
    if (ours.setup === 'holdconn' || ours.attributes.some(([name]) => name === 'connection')) fault('SDP-ANS-08', index)
  }
  return faults
}

function isPortOfPath({ port, path, setup }: MessageMedia): boolean {
  return port === path[0]?.port || port === path.at(-1)?.port || (setup === 'active' && port === 9)
}

/** What an update must do to its version, seen from the description that went before it (RFC 3264 §8). */
export function isVersionKept(before: SdpDescription, after: SdpDescription): boolean {
  return originOf(before)?.version === originOf(after)?.version
}

/** Whether two descriptions of one party say the same apart from their o= lines, so that the version must be kept. */
export function sameApartFromOrigin(before: SdpDescription, after: SdpDescription): boolean {
  const text = (description: SdpDescription) =>
    serialiseSdp({ ...description, lines: description.lines.filter(line => line.type !== 'o') })
  return text(before).equals(text(after))
}

/** The o= version that follows: one higher (RFC 3264 §8). */
export function nextVersion(version: string): string {
  return String(BigInt(version) + 1n)
}
