import type { LadderMessage, Lane } from '../html/ladder.ts'
import { messageSummary } from '../html/message-summary.ts'
import type { ApplicationProtocol } from '../../protocols/wire/tap.ts'

const CRLF = '\r\n'
const lines = (...parts: readonly string[]): string => parts.join(CRLF)

const sip = (startLine: string, cseq: string, ...more: readonly string[]): string =>
  lines(
    startLine,
    'Via: SIP/2.0/TCP 127.0.0.1:5071;branch=z9hG4bK7d1f0c',
    'From: <sip:alice-k7@sip.example>;tag=a1',
    'To: <sip:bob-k7@imps.example>',
    'Call-ID: k7-0001@simple',
    `CSeq: ${cseq}`,
    ...more,
    '',
    '',
  )

const ssp = (startLine: string, mode: string, primitive: string): string => {
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<WV-SSP-Message xmlns="http://www.openmobilealliance.org/DTD/WV-SSP1.3">
  <Session sessionID="1041@sip.example">
    <Transaction mode="${mode}" transactionID="iwf-600-1">
      ${primitive}
    </Transaction>
  </Session>
</WV-SSP-Message>
`
  return lines(startLine, 'Content-Type: application/vnd.wv.ssp+xml', `Content-Length: ${body.length}`, '', body)
}

const offer = lines(
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=message 7394 TCP/MSRP *',
  '',
)

/** Octets of messages as both legs of an IWF carry them. */
export const sampleOctets = {
  invite: sip('INVITE sip:bob-k7@imps.example SIP/2.0', '1 INVITE', 'Content-Type: application/sdp') + offer,
  trying: sip('SIP/2.0 100 Trying', '1 INVITE'),
  ok: sip('SIP/2.0 200 OK', '1 INVITE', 'Content-Type: application/sdp') + offer,
  ack: sip('ACK sip:bob-k7@imps.example SIP/2.0', '1 ACK'),
  forbidden: sip('SIP/2.0 403 Forbidden', '1 INVITE'),
  capabilityQuery: ssp(
    'POST /ssp HTTP/1.1',
    'Request',
    '<GetClientCapabilityRequest><UserID userID="wv:bob-k7@imps.example"/></GetClientCapabilityRequest>',
  ),
  accepted: lines('HTTP/1.1 200 OK', 'Content-Length: 0', '', ''),
  capabilityAnswer: ssp(
    'POST /ssp HTTP/1.1',
    'Response',
    '<GetClientCapabilityResponse><Status code="200"/></GetClientCapabilityResponse>',
  ),
  send: lines(
    'MSRP d93kswow SEND',
    'To-Path: msrp://127.0.0.1:7394/k7alice;tcp',
    'From-Path: msrp://127.0.0.1:7395/k7bob;tcp',
    'Message-ID: 87652491',
    'Byte-Range: 1-2/2',
    'Content-Type: text/plain',
    '',
    'Hi',
    '-------d93kswow$',
    '',
  ),
  sendAnswer: lines('MSRP d93kswow 200 OK', 'To-Path: msrp://127.0.0.1:7395/k7bob;tcp', '-------d93kswow$', ''),
} as const

/** Octets that try to break out of a page: mark-up, quotes, control characters, what is not UTF-8. */
export const hostileOctets = Buffer.concat([
  Buffer.from('MESSAGE sip:"><script>window.pwned=1</script>@x SIP/2.0\r\n'),
  Buffer.from(
    'Subject: </script><img src=x onerror="window.pwned=1"> <!-- \' " & \u202egnp.exe\u202c \u061c \0\x1b[31m\r\n\r\n',
  ),
  Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0xe2, 0x82]),
  Buffer.from('</textarea></pre></script><script>window.pwned=1</script>é✓'),
])

export interface SampleStep {
  readonly at: number
  readonly from: Lane
  readonly to: Lane
  readonly protocol: ApplicationProtocol
  readonly octets: string | Buffer
  readonly label?: string
  readonly notes?: readonly string[]
}

/** Messages numbered from 1 in the order given, as a ladder wants them. */
export function sampleMessages(steps: readonly SampleStep[]): readonly LadderMessage[] {
  return steps.map(({ at, from, to, protocol, octets, label, notes = [] }, index) => {
    const buffer = typeof octets === 'string' ? Buffer.from(octets) : octets
    const connection = { sip: 'c1', msrp: 'c3', http: 'c2' }[protocol]
    return {
      id: index + 1,
      at,
      from,
      to,
      protocol,
      summary: messageSummary(protocol, buffer),
      octets: buffer,
      connection,
      ...(label === undefined ? {} : { label }),
      notes,
    }
  })
}
