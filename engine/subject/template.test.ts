import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fillIn } from './template.ts'

describe('fillIn', () => {
  it('puts texts and numbers in as they are, and everything else as JSON', () => {
    assert.equal(fillIn('{{a}}:{{ b }} {{c}}', { a: 'host', b: 5060, c: ['x'] }), 'host:5060 ["x"]')
  })

  it('leaves text without names alone, single braces included', () => {
    assert.equal(fillIn('{"a": {}}', {}), '{"a": {}}')
  })

  it('names what it does not know and what there is', () => {
    assert.throws(() => fillIn('{{port}}', { 'sip.port': 1, 'msrp.port': 2 }), {
      code: 'unknown-template-name',
      message: '{{port}} is not known here; there are: msrp.port, sip.port',
    })
  })
})
