import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isMsrpUri, parseMsrpUri, sameMsrpUri, serialiseMsrpUri } from './uri.ts'
import { isIdent, newMessageId, newSessionId, newTransactionId } from './identifiers.ts'

describe('MSRP URIs (RFC 4975 §6, §9)', () => {
  it('have their parts', () => {
    assert.deepEqual(parseMsrpUri('msrps://bob@relay.example.com:2855/a/b+c=;tcp;x=y;z'), {
      scheme: 'msrps',
      userinfo: 'bob',
      host: 'relay.example.com',
      port: 2855,
      sessionId: 'a/b+c=',
      transport: 'tcp',
      parameters: [
        { name: 'x', value: 'y' },
        { name: 'z', value: undefined },
      ],
    })
    assert.equal(parseMsrpUri('msrp://[2001:db8::1]:7654/iau39soe2843z;tcp')?.host, '2001:db8::1')
  })

  const illegal = [
    'msrp://host:2855/id',
    'sip:bob@example.com',
    'msrp://:2855/id;tcp',
    'msrp://host:99999/id;tcp',
    'msrp://host:2855/i d;tcp',
    'msrp://[::zz]:1/id;tcp',
    'msrp://host:1/id;tcp;=x',
    ' msrp://host:1/id;tcp',
    '',
  ]
  for (const text of illegal) it(`does not take "${text}" for one`, () => assert.equal(isMsrpUri(text), false))

  it('are written as they were read', () => {
    const host = fc.constantFrom('host.example', '192.0.2.1', '[2001:db8::1]', 'a%2Db')
    const uri = fc
      .tuple(
        fc.constantFrom('msrp', 'msrps', 'MSRP'),
        fc.constantFrom('', 'bob@'),
        host,
        fc.constantFrom('', ':1', ':65535'),
        fc.constantFrom('', '/k3Yd8QpLr0VwZx71', '/a/b'),
        fc.constantFrom(';tcp', ';TCP;a=b;c'),
      )
      .map(([scheme, userinfo, ...rest]) => `${scheme}://${userinfo}${rest.join('')}`)
    fc.assert(
      fc.property(uri, text => {
        const parsed = parseMsrpUri(text)
        assert.ok(parsed, text)
        assert.ok(isMsrpUri(text))
        assert.equal(serialiseMsrpUri(parsed), text)
      }),
    )
  })

  it('are judged alike by both ways of asking', () => {
    const piece = fc.constantFrom('msrp://', 'host', ':', '80', '/', 'id', ';', 'tcp', '@', '[::1]', '=', '%', ' ')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const text = pieces.join('')
        assert.equal(isMsrpUri(text), parseMsrpUri(text) !== undefined)
      }),
    )
  })
})

describe('equivalence of MSRP URIs (RFC 4975 §6.1)', () => {
  const same = (one: string, other: string) => {
    const [a, b] = [parseMsrpUri(one), parseMsrpUri(other)]
    assert.ok(a && b)
    return sameMsrpUri(a, b)
  }
  const uri = 'msrp://bob.example.com:8888/9di4eae923wzd;tcp'

  it('overlooks the case of scheme, host and transport, userinfo and parameters', () => {
    for (const other of [
      'MSRP://BOB.example.COM:8888/9di4eae923wzd;TCP',
      'msrp://robert@bob.example.com:8888/9di4eae923wzd;tcp',
      'msrp://bob.example.com:8888/9di4eae923wzd;tcp;x=y',
      'msrp://bob%2Eexample.com:8888/9di4eae923wzd;tcp',
    ])
      assert.ok(same(uri, other), other)
  })

  it('does not overlook the case of the session-id, nor another part', () => {
    for (const other of [
      'msrp://bob.example.com:8888/9DI4EAE923WZD;tcp',
      'msrp://bob.example.com:8889/9di4eae923wzd;tcp',
      'msrp://bob.example.com/9di4eae923wzd;tcp',
      'msrp://bob.example.com:8888;tcp',
      'msrps://bob.example.com:8888/9di4eae923wzd;tcp',
      'msrp://bob.example.com:8888/9di4eae923wzd;sctp',
      'msrp://alice.example.com:8888/9di4eae923wzd;tcp',
    ])
      assert.equal(same(uri, other), false, other)
  })

  it('compares addresses, not their spelling', () => {
    assert.ok(same('msrp://[2001:db8::1]:1/a;tcp', 'msrp://[2001:0DB8:0:0::1]:1/a;tcp'))
    assert.equal(same('msrp://[2001:db8::1]:1/a;tcp', 'msrp://[2001:db8::2]:1/a;tcp'), false)
  })
})

describe('identifiers', () => {
  it('are legal, of the length that randomness asks for, and do not repeat', () => {
    const seen = new Set<string>()
    for (let count = 0; count < 5000; count++) {
      const [transaction, message, session] = [newTransactionId(), newMessageId(), newSessionId()]
      assert.ok(isIdent(transaction) && isIdent(message))
      assert.ok((transaction.length - 1) * 6 >= 64, 'RFC 4975 §7.1')
      assert.ok(session.length * 6 >= 80, 'RFC 4975 §14.1')
      assert.ok(isMsrpUri(`msrp://h:1/${session};tcp`))
      for (const text of [transaction, message, session]) seen.add(text)
    }
    assert.equal(seen.size, 15_000)
  })
})
