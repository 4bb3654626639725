import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { equalUri } from './uri-equality.ts'
import { parseUri } from './uri.ts'

const equal = (a: string, b: string) => equalUri(parseUri(a)!, parseUri(b)!)

describe('equalUri', () => {
  // The first rows are the examples of RFC 3261 §19.1.4.
  for (const [a, b] of [
    ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtLanTa.CoM;Transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
    ['sip:carol@chicago.com;newparam=5', 'sip:carol@chicago.com;security=on'],
    [
      'sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com',
      'sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com',
    ],
    [
      'sip:alice@atlanta.com?subject=project%20x&priority=urgent',
      'sip:alice@atlanta.com?priority=urgent&subject=project%20x',
    ],
    ['sip:a@[2001:db8::1]', 'sip:a@[2001:DB8:0::0:1]'],
    ['sip:a%2bb@c', 'sip:a%2Bb@c'],
    ['tel:+358-40-1', 'tel:+358401'],
    ['im:bob@B.example', 'im:bob@b.example'],
    ['URN:service:sos', 'urn:service:sos'],
  ] as const)
    it(`holds ${a} and ${b} for the same`, () => {
      assert.ok(equal(a, b))
      assert.ok(equal(b, a))
    })

  for (const [a, b] of [
    ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:6000;transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next%20meeting'],
    ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4'],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;security=off'],
    ['sip:a@b', 'sips:a@b'],
    ['sip:a@b', 'sip:a:p@b'],
    ['sip:a@b;user=phone', 'sip:a@b'],
    ['sip:a@b;maddr=c', 'sip:a@b'],
    ['sip:a+b@c', 'sip:a%2Bb@c'],
    ['tel:+1;x=1', 'tel:+1'],
    ['im:a@b', 'sip:a@b'],
  ] as const)
    it(`tells ${a} from ${b}`, () => {
      assert.ok(!equal(a, b))
      assert.ok(!equal(b, a))
    })
})
