import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { metaInfoFor, projectBinding } from '../../protocols/ssp/binding/project.ts'
import type { Primitive } from '../../protocols/ssp/document.ts'
import { status } from '../../protocols/ssp/status.ts'
import { writeSsp } from '../../protocols/ssp/write.ts'
import { answers, holds } from '../behaviour.ts'
import { gateway, impsServer } from './on-loopback.ts'

const alice = 'wv:alice@sip.example'
const bob = 'wv:bob@imps.example'
const query = projectBinding.query({ about: 'both', requester: alice, targets: [bob] })
const messageInfo = { messageId: 'm1', recipients: [{ user: { userId: bob } }], sender: { user: { userId: alice } } }
const requests: readonly Primitive[] = [
  query,
  projectBinding.query({ about: 'block', requester: alice, targets: [bob] }),
  {
    name: 'SendMessageRequest',
    deliveryReport: true,
    metaInfo: metaInfoFor(alice),
    message: messageInfo,
    content: { contentType: 'text/plain', encoding: 'base64', octets: Buffer.from('hello') },
  },
  { name: 'DeliveryStatusReport', metaInfo: metaInfoFor(alice), result: status(200), message: messageInfo },
  { name: 'SendMessageResponse', messageId: 'm1', status: status(200) },
]

/** A document cut, with one octet changed, with an element renamed, or with a value turned into something else. */
const spoiled = (document: string): fc.Arbitrary<string> => {
  const place = fc.nat(document.length)
  const words = [...new Set(document.match(/[A-Za-z]{4,}|"[^"]*"/g))]
  const instead = fc.oneof(
    fc.constantFrom('""', '', 'Status', '"wv:"', '"@"', `"${'x'.repeat(5000)}"`, '&#0;', '<a/>', '"-1"', '"9e99"'),
    fc.string({ maxLength: 12 }),
  )
  return fc.oneof(
    fc
      .tuple(place, fc.string({ maxLength: 4 }))
      .map(([at, text]) => document.slice(0, at) + text + document.slice(at + 1)),
    fc.tuple(fc.constantFrom(...words), instead).map(([word, other]) => document.replaceAll(word, () => other)),
    place.map(end => document.slice(0, end)),
  )
}

describe('the IMPS server peer survives', () => {
  for (const answerMode of ['post', 'response'] as const)
    it(`spoiled documents of every kind, and goes on answering (${answerMode})`, async t => {
      const party = await impsServer(t, { answerMode })
      const { endpoint, ask } = await gateway(t, party)
      const user = party.user('bob')
      user.on('block', holds(1))
      user.on('message', answers(532, 'detail'))
      assert.equal((await ask(query))?.name, 'GetClientCapabilityResponse')
      const sessionId = endpoint.sessions.newest('imps.example')?.localId ?? ''
      const documents = requests.map((primitive, n) => {
        const mode = primitive.name.endsWith('Response') ? 'Response' : 'Request'
        return writeSsp({
          kind: 'session',
          sessionId,
          transactions: [{ mode, transactionId: `t${n}`, primitive }],
        }).toString()
      })
      const posts = fc
        .sample(fc.constantFrom(...documents).chain(spoiled), 300)
        .map(document => endpoint.post('imps.example', Buffer.from(document), { within: 2000 }).outcome)
      const outcomes = await Promise.all(posts)
      assert.deepEqual(
        outcomes.filter(({ kind }) => kind !== 'accepted' && kind !== 'http-error'),
        [],
        'each gets an HTTP response',
      )
      assert.equal((await ask(query))?.name, 'GetClientCapabilityResponse')
    })
})
