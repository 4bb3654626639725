import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SendMessageRequest } from '../../protocols/ssp/document.ts'
import { messageResponse, readIncomingMessage } from './incoming-message.ts'

const request = (parts: Partial<SendMessageRequest['message']>, contentType = 'text/plain'): SendMessageRequest => ({
  name: 'SendMessageRequest',
  deliveryReport: false,
  message: {
    messageId: 'm',
    sender: { user: { userId: 'bob' } },
    recipients: [{ user: { userId: 'wv:alice@SIP.example' } }],
    ...parts,
  },
  content: { contentType, encoding: 'escaped', octets: Buffer.from('Hi') },
})
const read = (given: SendMessageRequest) => readIncomingMessage(given, 'imps.example', 'sip.example', () => 'made-up')

describe('a message from the IMPS domain', () => {
  test('a missing domain is the peer’s for the sender, ours for the recipient', () => {
    const incoming = read(request({ recipients: [{ user: { userId: 'alice' } }] }))
    assert.ok(incoming.accepted)
    assert.equal(incoming.messages[0]?.sender, 'wv:bob@imps.example')
    assert.equal(incoming.messages[0].recipient, 'wv:alice@sip.example')
  })

  test('a sender of another domain, no sender, no recipient: refused as a whole', () => {
    assert.deepEqual(read(request({ sender: { user: { userId: 'wv:eve@other.example' } } })), {
      accepted: false,
      code: 901,
    })
    assert.deepEqual(read(request({ recipients: [] })), { accepted: false, code: 400 })
    const nobody: SendMessageRequest = {
      name: 'SendMessageRequest',
      deliveryReport: false,
      message: { recipients: [] },
    }
    assert.deepEqual(read(nobody), { accepted: false, code: 400 })
  })

  test('a content type cannot bring headers along', () => {
    const typeOf = (written: string) => {
      const incoming = read(request({}, written))
      assert.ok(incoming.accepted)
      return incoming.messages[0]?.content.type
    }
    assert.equal(typeOf('Text/Plain; charset=UTF-8'), 'text/plain;charset=UTF-8')
    assert.equal(typeOf('text/plain\r\nEvil: 1'), 'application/octet-stream')
    assert.equal(typeOf('text/plain;x="a\r\nEvil: 1"'), 'application/octet-stream')
    assert.equal(typeOf(''), 'text/plain')
  })

  test('one answer tells of all recipients', () => {
    const answer = (...codes: number[]) =>
      messageResponse(
        'm',
        codes.map((code, index) => ({ recipient: `wv:${index}@sip.example`, code })),
      ).status
    assert.equal(answer(200, 200).code, 200)
    assert.equal(answer(531).code, 531)
    assert.equal(answer(200, 531).code, 201)
    assert.deepEqual(
      answer(200, 531).details.map(({ users }) => users),
      [['wv:1@sip.example']],
    )
    assert.equal(answer(531, 533).code, 900)
    assert.equal(answer(531, 533).details.length, 2)
  })
})
