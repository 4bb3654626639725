import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { serialiseSip } from '../../protocols/sip/serialise.ts'
import { parseSip } from '../../protocols/sip/parse.ts'
import { validateSip } from '../../protocols/sip/validate.ts'
import { isAllowed, outOfDialogRequest, type RequestOrigin, type RequestShape } from './requests.ts'

const alice: RequestOrigin = {
  uri: 'sip:alice@sip.example',
  userPart: 'alice',
  local: { host: '192.0.2.10', port: 5060 },
}

const shape = (parts: Partial<RequestShape> = {}): RequestShape => ({
  method: 'INVITE',
  requestUri: 'sip:bob@imps.example',
  transport: 'tcp',
  callId: '7a1c@192.0.2.10',
  fromTag: 'f1',
  branch: 'z9hG4bKa1b2c3',
  ...parts,
})

const made = (parts: Partial<RequestShape> = {}) => outOfDialogRequest(alice, shape(parts))
const lines = (parts: Partial<RequestShape> = {}) => made(parts).headers.map(({ name, value }) => `${name}: ${value}`)
const sdp = { type: 'application/sdp', octets: Buffer.from('v=0\r\n') }

describe('an INVITE of a SIMPLE user', () => {
  it('for one large message says so in its feature tags', () => {
    const fields = lines({ mode: 'large-message' })
    assert.ok(fields.includes('Contact: <sip:alice@192.0.2.10:5060;transport=tcp>;+g.oma.sip-im.large-message'))
    assert.ok(fields.includes('Accept-Contact: *;+g.oma.sip-im.large-message'))
  })

  it('has the header fields of an IM client behind a trusted proxy, in their order', () => {
    assert.deepEqual(lines({ displayName: '"Alice"', body: sdp }), [
      'Via: SIP/2.0/TCP 192.0.2.10:5060;branch=z9hG4bKa1b2c3;rport',
      'Max-Forwards: 70',
      'From: "Alice" <sip:alice@sip.example>;tag=f1',
      'To: <sip:bob@imps.example>',
      'Call-ID: 7a1c@192.0.2.10',
      'CSeq: 1 INVITE',
      'Contact: <sip:alice@192.0.2.10:5060;transport=tcp>;+g.oma.sip-im',
      'Accept-Contact: *;+g.oma.sip-im',
      'P-Asserted-Identity: <sip:alice@sip.example>',
      'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, MESSAGE',
      'User-Agent: IM-client/OMA1.0 Conformance/1',
      'Content-Type: application/sdp',
      'Content-Length: 5',
    ])
  })

  it('keeps the grammar, with a body and without', () => {
    for (const parts of [{}, { body: sdp }, { transport: 'udp' as const }])
      assert.deepEqual(validateSip(parseSip(serialiseSip(made(parts)))), [])
  })

  it('names another caller or callee in From and To than those it is from and for', () => {
    const { headers, requestUri } = made({ from: 'sip:anonymous@anonymous.invalid', to: 'sip:robert@imps.example' })
    const value = (name: string) => headers.find(header => header.name === name)?.value
    assert.equal(value('From'), '<sip:anonymous@anonymous.invalid>;tag=f1')
    assert.equal(value('To'), '<sip:robert@imps.example>')
    assert.equal(value('P-Asserted-Identity'), '<sip:alice@sip.example>')
    assert.equal(requestUri, 'sip:bob@imps.example')
  })

  it('carries the Via of proxies below its own', () => {
    const below = ['SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKp', 'SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKq']
    const vias = lines({ viaBelow: below }).filter(line => line.startsWith('Via'))
    assert.deepEqual(
      vias.slice(1),
      below.map(value => `Via: ${value}`),
    )
  })

  it('writes an IPv6 address in brackets', () => {
    const local = { host: '2001:db8::1', port: 5060 }
    const { headers } = outOfDialogRequest({ ...alice, local }, shape())
    const value = (name: string) => headers.find(header => header.name === name)?.value ?? ''
    assert.match(value('Via'), /^SIP\/2\.0\/TCP \[2001:db8::1\]:5060;/)
    assert.match(value('Contact'), /^<sip:alice@\[2001:db8::1\]:5060;/)
  })

  it('has replacements where the replaced field stood, and additions at the end', () => {
    const replaced = lines({
      headers: [
        ['allow', 'INVITE'],
        ['Session-Expires', '90'],
        ['Allow', 'BYE'],
      ],
    })
    const allow = replaced.indexOf('allow: INVITE')
    assert.equal(replaced[allow - 1], 'P-Asserted-Identity: <sip:alice@sip.example>')
    assert.deepEqual(replaced.slice(allow, allow + 3), [
      'allow: INVITE',
      'Allow: BYE',
      'User-Agent: IM-client/OMA1.0 Conformance/1',
    ])
    assert.deepEqual(replaced.slice(-2), ['Session-Expires: 90', 'Content-Length: 0'])
  })

  it('takes the compact form of a name for the name', () => {
    const replaced = lines({ headers: [['f', '<sip:eve@sip.example>;tag=1']] })
    assert.ok(replaced.includes('f: <sip:eve@sip.example>;tag=1'))
    assert.equal(
      replaced.some(line => line.startsWith('From:')),
      false,
    )
  })
})

describe('a MESSAGE of a SIMPLE user', () => {
  const message = lines({ method: 'MESSAGE', body: { type: 'text/plain;charset=UTF-8', octets: Buffer.from('Hello') } })

  it('has no Contact, since it opens no dialog (RFC 3428 §4)', () => {
    assert.equal(
      message.some(line => line.startsWith('Contact')),
      false,
    )
  })

  it('has its content, the identity of its author, and nothing that a session needs', () => {
    assert.deepEqual(
      message.map(line => line.slice(0, line.indexOf(':'))),
      [
        ...['Via', 'Max-Forwards', 'From', 'To', 'Call-ID', 'CSeq', 'P-Asserted-Identity', 'User-Agent'],
        ...['Content-Type', 'Content-Length'],
      ],
    )
  })
})

describe('the methods that a SIMPLE user takes', () => {
  it('are compared as a whole', () => {
    assert.ok(isAllowed('MESSAGE'))
    for (const method of ['MESS', 'INVITE, ACK', ',', 'SUBSCRIBE', 'message']) assert.equal(isAllowed(method), false)
  })
})
