import assert from 'node:assert/strict'
import { test } from 'node:test'
import { request } from '../../protocols/sip/build.ts'
import { checkRequest, type RequestCheckContext } from './request-checks.ts'

/** Everything is wrong with it at once; each test cures one fault more. */
interface Faults {
  readonly method?: string
  readonly requestUri?: string
  readonly hops?: string
  readonly require?: string
  readonly type?: string
}

const whole = (faults: Faults) =>
  request({
    method: faults.method ?? 'INVITE',
    requestUri: faults.requestUri ?? 'sip:bob@imps.example',
    headers: [
      ['Via', 'SIP/2.0/TCP 127.0.0.1:5060;branch=z9hG4bK1'],
      ['From', '<sip:alice@sip.example>;tag=a'],
      ['To', '<sip:bob@imps.example>'],
      ['Call-ID', 'c'],
      ['CSeq', `1 ${faults.method ?? 'INVITE'}`],
      ['Max-Forwards', faults.hops ?? '70'],
      ...(faults.require === undefined ? [] : [['Require', faults.require] as const]),
      ['Content-Type', faults.type ?? 'application/sdp'],
    ],
    body: 'v=0',
  })

const context = (over: Partial<RequestCheckContext> = {}): RequestCheckContext => ({
  violations: [],
  merged: false,
  repertoire: {
    methods: ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS'],
    extensions: ['timer'],
    pagerTypes: [],
    omaProfile: false,
  },
  understands: (tag, extensions) => extensions.includes(tag),
  sips: undefined,
  ...over,
})

const nowhere = { unreachable: () => ({ status: 404 }) }
const all: Faults = { hops: '0', require: 'foo', type: 'application/foo' }
const status = (faults: Faults, over: Partial<RequestCheckContext> = {}) =>
  checkRequest(whole(faults), context(over))?.status

test('the checks come in the order of RFC 3261 §8.2', () => {
  const merged = { merged: true }
  assert.equal(status({ ...all, method: 'FOO', requestUri: 'tel:1' }, { ...merged, ...nowhere }), 501)
  assert.equal(status({ ...all, method: 'PUBLISH', requestUri: 'tel:1' }, { ...merged, ...nowhere }), 405)
  assert.equal(status({ ...all, requestUri: 'tel:1' }, { ...merged, ...nowhere }), 416)
  assert.equal(status(all, { ...merged, ...nowhere }), 404)
  assert.equal(status(all, merged), 483)
  assert.equal(status({ ...all, hops: '70' }, merged), 482)
  assert.equal(status({ ...all, hops: '70' }), 420)
  assert.equal(status({ type: 'application/foo' }), 415)
  assert.equal(status({}), undefined)
})

test('what is understood is not refused, and a refusal names only the rest', () => {
  const refusal = checkRequest(whole({ require: 'timer, foo' }), context())
  assert.deepEqual(refusal, { status: 420, headers: [['Unsupported', 'foo']] })
  assert.equal(status({ require: 'timer' }), undefined)
})

test('a CANCEL is never refused for what it requires', () => {
  assert.equal(status({ method: 'CANCEL', require: 'foo' }), undefined)
})
