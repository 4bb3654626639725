import type { ApplicationProtocol } from '../../protocols/wire/tap.ts'

/** Only so much of a message is looked at: what names it stands at its beginning, and messages may be huge. */
const HEAD = 8192
const LONGEST_TEXT = 32
/** Of a target, a reason, or a first line; they are no longer than a peer wants. */
const LONGEST_PHRASE = 64

/**
 * A few words that name a message on a ladder's arrow: `INVITE sip:bob@imps.example`, `200 OK (INVITE)`,
 * `MSRP SEND "Hi"`, `SSP GetClientCapabilityRequest`. Reads octets of any kind; what is not understood is shown as its
 * first line.
 */
export function messageSummary(protocol: ApplicationProtocol, octets: Buffer): string {
  const head = octets.toString('utf8', 0, HEAD)
  const firstLine = upTo(head, /[\r\n]/)
  switch (protocol) {
    case 'sip':
      return sipSummary(firstLine, head)
    case 'msrp':
      return msrpSummary(firstLine, head)
    case 'http':
      return httpSummary(firstLine, head)
  }
}

function sipSummary(firstLine: string, head: string): string {
  const response = /^SIP\/\S{1,9} (\d{3}) ?(.*)$/.exec(firstLine)
  if (response) {
    const method = /\nCSeq[ \t]*:[ \t]*\d{1,20}[ \t]+(\S{1,40})/i.exec(head)?.[1]
    return `${response[1] ?? ''} ${short(response[2] ?? '', LONGEST_PHRASE)}${method === undefined ? '' : ` (${method})`}`
  }
  const request = /^(\S{1,40}) (\S+) SIP\/\S+$/.exec(firstLine)
  return request ? `${request[1] ?? ''} ${short(request[2] ?? '', LONGEST_PHRASE)}` : unknown('SIP', firstLine)
}

function msrpSummary(firstLine: string, head: string): string {
  const start = /^MSRP (\S{1,64}) (.*)$/.exec(firstLine)
  const transaction = start?.[1]
  const what = start?.[2]
  if (transaction === undefined || what === undefined) return unknown('MSRP', firstLine)
  if (/^\d{3}/.test(what)) return `MSRP ${short(what, LONGEST_PHRASE)}`
  if (what !== 'SEND') {
    const status = /\nStatus:[ \t]*(\S{1,12} \d{3})/i.exec(head)?.[1]
    return `MSRP ${short(what, LONGEST_PHRASE)}${status === undefined ? '' : ` ${status}`}`
  }
  const text = msrpText(head, transaction)
  return text === undefined ? 'MSRP SEND (no body)' : `MSRP SEND "${short(oneLine(text), LONGEST_TEXT)}"`
}

/** The text that a SEND carries: its body, or what is inside the CPIM wrapper (RFC 3862 §2: two header blocks). */
function msrpText(head: string, transaction: string): string | undefined {
  const bodyAt = head.indexOf('\r\n\r\n')
  if (bodyAt < 0) return undefined
  const end = head.lastIndexOf(`\r\n-------${transaction}`)
  const body = head.slice(bodyAt + 4, end < bodyAt ? undefined : end)
  if (!/\nContent-Type:[ \t]*message\/cpim/i.test(head.slice(0, bodyAt))) return body
  const inner = body.split('\r\n\r\n').slice(2).join('\r\n\r\n')
  return inner === '' ? body : inner
}

function httpSummary(firstLine: string, head: string): string {
  const primitive = sspPrimitive(head)
  if (primitive !== undefined) return `SSP ${primitive}`
  const response = /^HTTP\/\S{1,9} (\d{3} ?.*)$/.exec(firstLine)
  if (response) return `HTTP ${short(response[1] ?? '', LONGEST_PHRASE)}`
  return /^\S{1,40} \S+ HTTP\/\S+$/.test(firstLine)
    ? `HTTP ${short(upTo(firstLine, / HTTP\//), LONGEST_PHRASE)}`
    : unknown('HTTP', firstLine)
}

/** The primitive is the element inside `Transaction` or `SetupTransaction`. */
function sspPrimitive(head: string): string | undefined {
  const container =
    /<(?:[\w.-]{1,40}:)?(?:Setup)?Transaction\b[^>]{0,500}>\s{0,200}<(?:[\w.-]{1,40}:)?([\w.-]{1,60})/.exec(head)
  const name = container?.[1]
  if (name === undefined) return undefined
  const code = /<(?:[\w.-]{1,40}:)?Status\b[^>]{0,200}?\bcode\s?=\s?["'](\d{1,6})/.exec(head)?.[1]
  return code === undefined ? name : `${name} ${code}`
}

const unknown = (protocol: string, firstLine: string): string =>
  `${protocol}: ${short(firstLine, LONGEST_PHRASE) || 'no start line'}`
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
const short = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest - 1)}…` : text

function upTo(text: string, end: RegExp): string {
  const at = text.search(end)
  return at < 0 ? text : text.slice(0, at)
}
