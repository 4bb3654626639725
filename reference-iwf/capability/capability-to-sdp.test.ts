import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { framingFor, haveCommonContent, promiseFor } from './capability-to-sdp.ts'
import { effectiveProfile, limitOf, type ReportedClient } from './client-profile.ts'

const client = (types: string[], more: object = {}): ReportedClient => ({
  capabilities: { contentTypes: types.map(type => ({ type })), ...more },
})
const promised = (clients: ReportedClient[]) => promiseFor(effectiveProfile(clients), 65_536)

describe('what is promised to the SIMPLE side', () => {
  test('a text client: CPIM first, text, and its limit', () => {
    const { acceptTypes, maxSize } = promised([client(['text/plain'], { textLength: 1000, pushLength: 20_000 })])
    assert.deepEqual(acceptTypes, ['message/cpim', 'multipart/mixed', 'multipart/alternative', 'text/plain'])
    assert.equal(maxSize, 1000)
  })

  test('a rich client: each type, the largest limit', () => {
    const rich = {
      capabilities: {
        contentTypes: [{ type: 'text/plain' }, { type: 'image/png', richLength: 20_000 }],
        textLength: 1000,
      },
    }
    assert.ok(promised([rich]).acceptTypes.includes('image/png'))
    assert.equal(promised([rich]).maxSize, 20_000)
    assert.equal(limitOf(effectiveProfile([rich]), 'text/plain; charset=utf-8'), 1000)
  })

  test('a client that takes anything: a wildcard, and the general limit', () => {
    const { acceptTypes, maxSize } = promised([client([], { anyContent: true, contentLength: 256_000 })])
    assert.ok(acceptTypes.includes('*') && acceptTypes.includes('text/plain'))
    assert.equal(maxSize, 256_000)
  })

  test('nothing known: plain text with the default size', () => {
    for (const clients of [[], [{ online: true }], [client([])]])
      assert.deepEqual(promised(clients), {
        acceptTypes: ['message/cpim', 'multipart/mixed', 'multipart/alternative', 'text/plain'],
        acceptWrappedTypes: [],
        maxSize: 65_536,
      })
  })

  test('several clients: the first, the one of highest priority, or all where the server forks to all', () => {
    const phone = client(['text/plain'], { textLength: 1000 })
    const pc = (more: object) => client(['text/plain', 'image/png'], { contentLength: 256_000, ...more })
    assert.equal(promised([phone, pc({})]).maxSize, 1000)
    assert.equal(promised([phone, pc({ sessionPriority: 2 })]).maxSize, 256_000)
    assert.ok(promised([phone, pc({ onlineEtem: 'FORKALL' })]).acceptTypes.includes('image/png'))
    assert.equal(promised([{ ...pc({ sessionPriority: 9 }), online: false }, phone]).maxSize, 1000)
  })
})

describe('what both ends can take', () => {
  const a = (acceptTypes: string, acceptWrappedTypes = '') => ({
    acceptTypes: acceptTypes.split(' '),
    acceptWrappedTypes: acceptWrappedTypes === '' ? [] : acceptWrappedTypes.split(' '),
  })
  const text = effectiveProfile([client(['text/plain'])])

  test('text in common', () => {
    assert.ok(haveCommonContent(text, a('message/cpim text/plain')))
    assert.ok(haveCommonContent(text, a('message/cpim', 'text/plain message/imdn+xml')))
    assert.ok(haveCommonContent(text, a('message/cpim')))
    assert.ok(haveCommonContent(text, a('*')))
  })

  test('nothing in common', () => {
    assert.ok(!haveCommonContent(text, a('image/png')))
    assert.ok(!haveCommonContent(effectiveProfile([client(['application/x-foo'])]), a('message/cpim text/plain')))
  })

  test('CPIM where the peer takes it, bare where it does not, never what it did not list', () => {
    assert.equal(framingFor(a('message/cpim text/plain'), 'text/plain'), 'cpim')
    assert.equal(framingFor(a('text/plain'), 'text/plain'), 'bare')
    assert.equal(framingFor(a('message/cpim text/plain'), 'image/png'), 'none')
    assert.equal(framingFor(a('message/cpim', 'image/png'), 'image/png'), 'cpim')
  })
})
