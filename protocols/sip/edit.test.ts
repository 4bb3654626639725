import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { request } from './build.ts'
import { withBody, withFirstHeader, withHeader, withoutHeader } from './edit.ts'

const message = request({
  method: 'OPTIONS',
  requestUri: 'sip:a@b',
  headers: [
    ['t', '<sip:a@b>'],
    ['Via', '1'],
    ['v', '2'],
  ],
})
const fields = ({ headers }: typeof message) => headers.map(({ name, value }) => `${name}: ${value}`)

describe('editing a message', () => {
  it('sets a field in its place under the name it was written with', () =>
    assert.deepEqual(fields(withHeader(message, 'To', 'x')), ['t: x', 'Via: 1', 'v: 2', 'Content-Length: 0']))
  it('adds a field that is not there at the end', () =>
    assert.equal(fields(withHeader(message, 'Subject', 'x')).at(-1), 'Subject: x'))
  it('puts a field before the others of its name', () =>
    assert.deepEqual(fields(withFirstHeader(message, 'Via', '0')).slice(1, 3), ['Via: 0', 'Via: 1']))
  it('removes all fields of a name', () =>
    assert.deepEqual(fields(withoutHeader(message, 'via')), ['t: <sip:a@b>', 'Content-Length: 0']))
  it('keeps Content-Length right when the body changes', () =>
    assert.equal(fields(withBody(message, 'ü')).at(-1), 'Content-Length: 2'))
  it('leaves the original alone', () => assert.equal(message.headers.length, 4))
})
