import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  acceptsMediaType,
  essence,
  isMediaType,
  mediaTypeParameter,
  parseMediaType,
  serialiseMediaType,
} from './media-type.ts'

describe('media types', () => {
  it('are read with their parameters', () => {
    const read = parseMediaType('Text/Plain; Charset="UTF-8" ;x="a;\\"b"')
    assert.ok(read)
    assert.deepEqual([read.type, read.subtype], ['text', 'plain'])
    assert.equal(mediaTypeParameter(read, 'charset'), 'UTF-8')
    assert.equal(mediaTypeParameter(read, 'x'), 'a;"b')
    assert.equal(mediaTypeParameter(read, 'y'), undefined)
  })

  for (const text of ['', 'text', 'text/', '/plain', 'text/plain;', 'te xt/plain', 'text/plain;a="b', 'text/plain;=b'])
    it(`do not look like "${text}"`, () => assert.equal(parseMediaType(text), undefined))

  it('are read again as they were written', () => {
    const token = fc.stringMatching(/^[a-z0-9+.-]{1,8}$/)
    const parameters = fc.array(
      fc.record({ name: token, value: fc.stringMatching(/^[ -~]{0,10}$/) }, { noNullPrototype: true }),
      { maxLength: 3 },
    )
    fc.assert(
      fc.property(fc.record({ type: token, subtype: token, parameters }, { noNullPrototype: true }), mediaType => {
        assert.deepEqual(parseMediaType(serialiseMediaType(mediaType)), mediaType)
        assert.ok(isMediaType(serialiseMediaType(mediaType)))
      }),
    )
  })

  it('are accepted by name, family or `*`, without regard to parameters (RFC 4975 §8.6)', () => {
    assert.ok(acceptsMediaType(['message/cpim', 'text/plain'], 'TEXT/plain;charset=utf-8'))
    assert.ok(acceptsMediaType(['text/*'], 'text/html'))
    assert.ok(acceptsMediaType(['*'], 'image/png'))
    assert.ok(acceptsMediaType(['text/plain;charset=utf-8'], 'text/plain'))
    assert.equal(acceptsMediaType(['text/*', 'message/cpim'], 'image/png'), false)
    assert.equal(acceptsMediaType([], 'text/plain'), false)
  })

  it('have an essence, whatever follows it', () => assert.equal(essence(' Text/Plain ; x'), 'text/plain'))
})
