import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { request, response } from './build.ts'
import { headerValue, headerValues } from './headers.ts'
import type { SipMessage, SipRequest } from './message.ts'
import { parseSip } from './parse.ts'
import { serialiseSip } from './serialise.ts'
import { validateSip } from './validate.ts'
import { tortureTests } from './vectors/rfc4475.ts'
import { pagerFlow, sessionFlow, sessionMessages } from './vectors/rfc-flows.ts'

const invite = parseSip(sessionFlow.invite).message as SipRequest

/** What a message says, without the places where it stood. */
const content = (message: SipMessage | undefined) =>
  message && {
    ...message,
    body: Buffer.from(message.body),
    headers: message.headers.map(({ name, value }) => [name, value]),
  }

describe('request', () => {
  it('writes the header fields given, in their order, and the length of the body in octets', () => {
    const built = request({
      method: 'MESSAGE',
      requestUri: 'sip:bob@imps.example',
      headers: [
        ['v', 'SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1'],
        ['Content-Type', 'text/plain;charset=UTF-8'],
      ],
      body: 'grüße',
    })
    assert.equal(
      serialiseSip(built).toString(),
      'MESSAGE sip:bob@imps.example SIP/2.0\r\nv: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1\r\n' +
        'Content-Type: text/plain;charset=UTF-8\r\nContent-Length: 7\r\n\r\ngrüße',
    )
  })

  it('leaves a Content-Length that is given alone, or out when told so', () => {
    const parts = { method: 'X', requestUri: 'sip:a@b', body: 'abc' }
    assert.deepEqual(headerValues(request({ ...parts, headers: [['l', '99']] }), 'l'), ['99'])
    assert.deepEqual(request({ ...parts, contentLength: 'omitted' }).headers, [])
  })

  it('lets any line and any start line be sent', () => {
    const odd = request({ method: 'in vite', requestUri: '<>', version: 'SIP/9', headers: [['', 'no colon here']] })
    assert.equal(serialiseSip(odd).toString(), 'in vite <> SIP/9\r\nno colon here\r\nContent-Length: 0\r\n\r\n')
  })
})

describe('response', () => {
  it('copies Via, From, To, Call-ID and CSeq and adds a tag to To (RFC 3261 §8.2.6.2)', () => {
    const ringing = response(invite, 180, { toTag: 'a6c85cf', headers: [['Contact', '<sip:bob@192.0.2.4>']] })
    for (const name of ['Via', 'From', 'Call-ID', 'CSeq'])
      assert.deepEqual(headerValues(ringing, name), headerValues(invite, name))
    assert.equal(headerValue(ringing, 'To'), 'Bob <sip:bob@biloxi.com>;tag=a6c85cf')
    assert.equal(ringing.reason, 'Ringing')
    const parsed = parseSip(serialiseSip(ringing))
    assert.deepEqual([...parsed.violations, ...validateSip(parsed)], [])
  })

  it('does not add a second tag', () => {
    const bye = parseSip(sessionFlow.bye).message as SipRequest
    assert.equal(headerValue(response(bye, 200, { toTag: 'other' }), 'To'), headerValue(bye, 'To'))
  })

  it('copies Timestamp into a 100 only', () => {
    const stamped = request({ method: 'INVITE', requestUri: 'sip:a@b', headers: [['Timestamp', '54']] })
    assert.equal(headerValue(response(stamped, 100), 'Timestamp'), '54')
    assert.equal(headerValue(response(stamped, 180), 'Timestamp'), undefined)
  })

  it('puts a field that is given in place of the copied one', () => {
    const answer = response(invite, 200, { headers: [['CSeq', '1 BYE']], reason: 'Fine' })
    assert.deepEqual(headerValues(answer, 'CSeq'), ['1 BYE'])
    assert.equal(answer.reason, 'Fine')
  })
})

describe('serialiseSip and parseSip', () => {
  const token = fc.stringMatching(/^[A-Za-z0-9\-.!%*_+`'~]{1,12}$/)
  // Blanks at the ends of a value are no part of it, and a blank line end would be a fold.
  const text = fc.string({ unit: 'grapheme' }).map(value => value.replace(/[\r\n]/g, '').trim())
  const fields = fc.array(
    fc.tuple(token, text).filter(([name]) => !/^(l|content-length)$/i.test(name)),
    { maxLength: 8 },
  )
  const body = fc.uint8Array({ maxLength: 40 }).map(octets => Buffer.from(octets))

  it('are inverses for requests', () => {
    fc.assert(
      fc.property(
        token.filter(method => !/^sip$/i.test(method)),
        fields,
        body,
        (method, headers, octets) => {
          const built = request({ method, requestUri: 'sip:a@b', headers, body: octets })
          const parsed = parseSip(serialiseSip(built))
          assert.deepEqual(parsed.violations, [])
          assert.deepEqual(content(parsed.message), content(built))
        },
      ),
    )
  })

  it('are inverses for responses', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 699 }), text, fields, body, (status, reason, headers, octets) => {
        const parts = { reason, headers, body: octets }
        const built = response(request({ method: 'X', requestUri: 'sip:a@b' }), status, parts)
        const parsed = parseSip(serialiseSip(built))
        assert.deepEqual(parsed.violations, [])
        assert.deepEqual(content(parsed.message), content(built))
      }),
    )
  })
})

describe('serialiseSip', () => {
  // What is written `name: value` in lines that end with CRLF, whatever octets the values are of.
  const octet = fc.integer({ min: 0x21, max: 0xff })
  const value = fc.oneof(
    fc.array(octet, { maxLength: 12 }).map(octets => Buffer.from(octets).toString('latin1')),
    fc
      .string({ unit: 'grapheme', maxLength: 8 })
      .map(text => Buffer.from(text.replace(/[\s]/g, '')).toString('latin1')),
  )

  it('gives back the very octets of a message without folds and stray white space, UTF-8 or not', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), fc.uint8Array({ maxLength: 20 }), (values, body) => {
        const head = `OPTIONS sip:a@b SIP/2.0\r\n${values.map((text, i) => `X-${i}: ${text}\r\n`).join('')}\r\n`
        const octets = Buffer.concat([Buffer.from(head, 'latin1'), body])
        const parsed = parseSip(octets)
        assert.ok(parsed.violations.every(({ rule }) => rule === 'SIP-SYN-09'))
        assert.deepEqual(serialiseSip(parsed.message!), octets)
      }),
    )
  })
})

describe('no octets make parser or validator throw, or a message change when it is written again', () => {
  const seeds = [
    ...Object.values(sessionMessages),
    ...Object.values(pagerFlow),
    ...tortureTests.map(test => test.octets),
  ]
  const judge = (octets: Buffer) => {
    const parsed = parseSip(octets)
    for (const { rule, start, end } of [...parsed.violations, ...validateSip(parsed)])
      assert.ok(start >= 0 && start <= end && end <= octets.length, `${rule} points outside of the octets`)
    if (!parsed.message) return
    const again = parseSip(serialiseSip(parsed.message))
    // What is understood without a violation, or but for text that is not UTF-8, comes back the same.
    if (parsed.violations.every(({ rule }) => rule === 'SIP-SYN-09'))
      assert.deepEqual(content(again.message), content(parsed.message))
  }

  it('be they random', () => fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), o => judge(Buffer.from(o)))))

  it('be they messages with octets changed, cut out or put in', () => {
    const interesting = fc.constantFrom(...Buffer.from('\r\n \t:;,<>"\\@[]%=/\x00\xff\xc3', 'latin1'))
    const mutation = fc.tuple(fc.nat(), fc.nat(20), fc.array(interesting, { maxLength: 4 }))
    fc.assert(
      fc.property(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 5 }), (seed, mutations) => {
        let octets = seed
        for (const [where, cut, put] of mutations) {
          const at = where % (octets.length + 1)
          octets = Buffer.concat([octets.subarray(0, at), Buffer.from(put), octets.subarray(at + cut)])
        }
        judge(octets)
      }),
      { numRuns: 500 },
    )
  })
})
