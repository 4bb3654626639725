import assert from 'node:assert/strict'
import { test } from 'node:test'
import { messageForMany } from './recipient-list.ts'

const list = (...uris: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?><resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists"
  xmlns:cp="urn:ietf:params:xml:ns:copycontrol"><list>${uris.map(uri => `<entry uri="${uri}" cp:copyControl="to"/>`).join('')}
  </list></resource-lists>`
const body = (...parts: (readonly [type: string, text: string])[]) => ({
  type: 'multipart/mixed;boundary="b"',
  octets: Buffer.from(
    `${parts.map(([type, text]) => `--b\r\nContent-Type: ${type}\r\n\r\n${text}\r\n`).join('')}--b--\r\n`,
  ),
})
const resourceLists = 'application/resource-lists+xml'

test('a message for many has its recipients, each once and in order, and its content', () => {
  const uris = ['sip:bob@imps.example', 'sip:frank@imps.example', 'sip:bob@imps.example']
  const read = messageForMany(body(['text/plain', 'Hello'], [resourceLists, list(...uris)]))
  assert.deepEqual(read?.recipients, uris.slice(0, 2))
  assert.equal(read.content.octets.toString(), 'Hello')
  assert.equal(read.content.type, 'text/plain')
})

test('there is none without a list, without content, or with a list of nobody', () => {
  assert.equal(messageForMany(body(['text/plain', 'Hello'])), undefined)
  assert.equal(messageForMany(body([resourceLists, list('sip:bob@imps.example')])), undefined)
  assert.equal(messageForMany(body(['text/plain', 'Hello'], [resourceLists, list()])), undefined)
  assert.equal(messageForMany(body(['text/plain', 'Hello'], [resourceLists, '<broken'])), undefined)
})
