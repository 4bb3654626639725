import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { viewRun } from '../../judge/run-view.ts'
import { LogScript, sipText, sspText } from '../../trace/log-script.ts'
import { laddersOfRun } from './ladder-of-trace.ts'
import type { ThreadKind } from './correlation.ts'

const token = 'kaaaaaaaaaaa'
const path = (session: string) => `msrp://127.0.0.1:2855/${session};tcp`
const sdp = (session: string) =>
  `v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=message 2855 TCP/MSRP *\r\na=path:${path(session)}\r\n`
const offer = (session: string) => ({ token, more: 'Content-Type: application/sdp', body: sdp(session) })
const send = (to: string, from: string) =>
  `MSRP t1 SEND\r\nTo-Path: ${path(to)}\r\nFrom-Path: ${path(from)}\r\nMessage-ID: 1\r\n` +
  `Byte-Range: 1-2/2\r\nContent-Type: text/plain\r\n\r\nHi\r\n-------t1$\r\n`
const ok = (to: string, from: string) =>
  `MSRP t1 200 OK\r\nTo-Path: ${path(to)}\r\nFrom-Path: ${path(from)}\r\n-------t1$\r\n`

/** A call that sets up an MSRP session, a query of the IWF in the middle of it, one SEND with its answer. */
function recorded(): LogScript {
  const log = new LogScript().at(100).begin('CAP-01', token)
  log.after(1).sip('sent', sipText('INVITE sip:bob@imps.example SIP/2.0', offer(`${token}a`)))
  log.after(1).sip('received', sipText('SIP/2.0 100 Trying', { token }))
  const query = `<GetClientCapabilityRequest><UserID userID="wv:bob-${token}@imps.example"/></GetClientCapabilityRequest>`
  log.after(1).ssp('iwf', sspText('Request', 'q1', query))
  const answer = '<GetClientCapabilityResponse><Status code="200"/></GetClientCapabilityResponse>'
  log.after(1).ssp('imps', sspText('Response', 'q1', answer))
  log.after(1).sip('received', sipText('SIP/2.0 200 OK', offer('iwf')))
  log.after(1).stream('msrp', 'm1', 'sent', send('iwf', `${token}a`))
  log.after(1).stream('msrp', 'm1', 'received', ok(`${token}a`, 'iwf'))
  return log.after(1).finish('CAP-01')
}

describe('correlate', () => {
  const ladder = laddersOfRun(viewRun(recorded().closed())).get('CAP-01')!
  /** Summaries of the messages of each thread of a kind. */
  const threads = (kind: ThreadKind) => {
    const found = new Map<string, string[]>()
    for (const { summary, threads = [] } of ladder.messages)
      for (const { key } of threads.filter(thread => thread.kind === kind))
        found.set(key, [...(found.get(key) ?? []), summary])
    return [...found.values()]
  }

  it('puts an MSRP session beside the call whose SDP names its paths', () => {
    assert.deepEqual(threads('SIP call'), [
      ['INVITE sip:bob@imps.example', '100 Trying (INVITE)', '200 OK (INVITE)', 'MSRP SEND "Hi"', 'MSRP 200 OK'],
    ])
    assert.deepEqual(threads('MSRP session'), [['MSRP SEND "Hi"', 'MSRP 200 OK']])
  })
  it('puts responses beside the request of their transaction', () => {
    assert.deepEqual(threads('SIP transaction'), [
      ['INVITE sip:bob@imps.example', '100 Trying (INVITE)', '200 OK (INVITE)'],
    ])
    assert.deepEqual(threads('MSRP transaction'), [['MSRP SEND "Hi"', 'MSRP 200 OK']])
    assert.deepEqual(threads('SSP transaction'), [
      ['SSP GetClientCapabilityRequest', 'SSP GetClientCapabilityResponse 200'],
    ])
  })
  it('pairs HTTP responses with requests in their order on a connection', () => {
    assert.deepEqual(threads('HTTP exchange'), [
      ['SSP GetClientCapabilityRequest', 'HTTP 200 OK'],
      ['SSP GetClientCapabilityResponse 200', 'HTTP 200 OK'],
    ])
  })
})
