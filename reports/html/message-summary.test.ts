import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { sampleOctets } from '../sample/sample-messages.ts'
import { messageSummary } from './message-summary.ts'

const sip = (octets: string) => messageSummary('sip', Buffer.from(octets))
const msrp = (octets: string) => messageSummary('msrp', Buffer.from(octets))
const http = (octets: string) => messageSummary('http', Buffer.from(octets))

describe('messageSummary', () => {
  it('names a SIP request by method and target, a response by status and the method that it answers', () => {
    assert.equal(sip(sampleOctets.invite), 'INVITE sip:bob-k7@imps.example')
    assert.equal(sip(sampleOctets.ok), '200 OK (INVITE)')
  })
  it('names an MSRP SEND by its text, also inside CPIM, and a REPORT by its status', () => {
    assert.equal(msrp(sampleOctets.send), 'MSRP SEND "Hi"')
    assert.equal(msrp(sampleOctets.sendAnswer), 'MSRP 200 OK')
    const cpim =
      'MSRP a SEND\r\nContent-Type: message/cpim\r\n\r\nFrom: <sip:a@b>\r\n\r\nContent-Type: text/plain\r\n\r\nHi  there\r\n-------a$\r\n'
    assert.equal(msrp(cpim), 'MSRP SEND "Hi there"')
    assert.equal(msrp('MSRP a REPORT\r\nStatus: 000 413 Too big\r\n-------a$\r\n'), 'MSRP REPORT 000 413')
    assert.equal(msrp('MSRP a SEND\r\nTo-Path: msrp://x\r\n-------a$\r\n'), 'MSRP SEND (no body)')
  })
  it('names HTTP by the SSP primitive in it, with its status code, and else by its start line', () => {
    assert.equal(http(sampleOctets.capabilityQuery), 'SSP GetClientCapabilityRequest')
    assert.equal(http(sampleOctets.capabilityAnswer), 'SSP GetClientCapabilityResponse 200')
    assert.equal(http(sampleOctets.accepted), 'HTTP 200 OK')
    assert.equal(http('GET /ssp HTTP/1.1\r\n\r\n'), 'HTTP GET /ssp')
    const setUp = '<w:SetupTransaction mode="Request"><w:SendSecretToken serviceID="wv:@a"/>'
    assert.equal(http(`POST / HTTP/1.1\r\n\r\n${setUp}`), 'SSP SendSecretToken')
  })
  it('shows what it does not understand as it begins', () => {
    assert.equal(sip('\r\n'), 'SIP: no start line')
    assert.equal(http('<x>'.repeat(100)), `HTTP: ${'<x>'.repeat(21)}…`)
  })
  it('answers with one short line, whatever the octets', () => {
    const octets = fc.uint8Array({ maxLength: 300 }).map(array => Buffer.from(array))
    const begun = fc.tuple(fc.constantFrom('SIP/2.0 200 ', 'MSRP a SEND\r\n', '<Transaction>', 'HTTP/1.1 '), octets)
    fc.assert(
      fc.property(fc.constantFrom('sip', 'msrp', 'http'), begun, (protocol, [beginning, rest]) => {
        const text = messageSummary(protocol, Buffer.concat([Buffer.from(beginning), rest]))
        assert.ok(!/[\r\n]/.test(text))
        assert.ok(text.length <= 128, text)
      }),
    )
    const endless = 'x'.repeat(4000)
    for (const text of [
      sip(`SIP/2.0 200 ${endless}\r\nCSeq: 1 INVITE\r\n\r\n`),
      msrp(`MSRP a 200 ${endless}\r\n`),
      msrp(`MSRP a ${endless}\r\n`),
      http(`HTTP/1.1 200 ${endless}\r\n`),
    ])
      assert.ok(text.length <= 128, text)
  })
})
