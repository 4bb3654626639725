import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { contentOf } from './content.ts'

const cpim = (inner: string) =>
  Buffer.from(`From: <sip:bob@imps.example>\r\nTo: <sip:alice@sip.example>\r\n\r\n${inner}`)

describe('content as a person would read it', () => {
  it('is what came, when that is not wrapped', () => {
    const octets = Buffer.from('Grüße')
    assert.deepEqual(contentOf('text/plain', octets), { type: 'text/plain', octets, text: 'Grüße' })
  })

  it('is what message/cpim wraps', () => {
    const { type, text } = contentOf('Message/CPIM', cpim('Content-Type: text/html\r\n\r\n<b>Hi</b>'))
    assert.equal(type, 'text/html')
    assert.equal(text, '<b>Hi</b>')
  })

  it('is what came, when the wrapping cannot be read', () => {
    const octets = Buffer.from('no headers at all')
    assert.equal(contentOf('message/cpim', octets).octets.includes('no headers'), true)
  })
})
