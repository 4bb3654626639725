import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readSsp } from '../../../protocols/ssp/read.ts'
import { allFailed } from '../../../protocols/ssp/status.ts'
import type { Primitive, SspDocument } from '../../../protocols/ssp/document.ts'
import { habits, writeWith, type Habit } from './habits.ts'

const inSession = (primitive: Primitive): SspDocument => ({
  kind: 'session',
  sessionId: '77@imps.example',
  transactions: [{ mode: 'Request', transactionId: 't1', primitive }],
})

const message: Primitive = {
  name: 'SendMessageRequest',
  deliveryReport: true,
  message: {
    messageId: 'm1',
    validity: 60,
    recipients: [{ user: { userId: 'wv:alice@sip.example' } }],
    sender: { user: { userId: 'wv:bob@imps.example' } },
    dateTime: '2026-01-01T00:00:00Z',
  },
  content: { contentType: 'text/plain', encoding: 'base64', octets: Buffer.alloc(100, 'x') },
}

const unknown: Primitive = {
  name: 'SendMessageResponse',
  messageId: 'm1',
  status: allFailed(531, 'wv:nobody@imps.example'),
}

const token: SspDocument = {
  kind: 'set-up',
  mode: 'Request',
  transactionId: 't0',
  primitive: {
    name: 'SendSecretToken',
    serviceId: 'wv:@imps.example',
    secret: { octets: Buffer.from('secret'), encoding: 'plain' },
    protocol: 'WV-SSP',
    protocolVersion: '1.3',
  },
}

/** What each habit leaves in a document that shows it. */
const shown: Readonly<Record<Habit, readonly [SspDocument, RegExp]>> = {
  'misspelt-version': [token, /procotolVersion="1.3"/],
  'misspelt-validity': [inSession(message), /validlity="60"/],
  'epoch-dates': [inSession(message), />1970-01-01T00:00:00Z</],
  'unknown-is-427': [inSession(unknown), /code="427"/],
  'empty-message-id': [inSession(unknown), /messageID=""/],
  'wrapped-base64': [inSession(message), /eHh4\n/],
  'bare-recipients': [inSession(message), /<Recipient>\s*<User userID="alice@sip.example"/],
  'no-namespace': [inSession(message), /<WV-SSP-Message>/],
}

describe('the habits of real servers', () => {
  for (const [habit, [document, expected]] of Object.entries(shown) as [Habit, (typeof shown)[Habit]][])
    it(`${habit} is seen in what is written, and nowhere without it`, () => {
      assert.match(writeWith([habit])(document).toString(), expected)
      assert.doesNotMatch(writeWith([])(document).toString(), expected)
    })

  it('are all understood together', () => {
    const write = writeWith(Object.keys(habits) as Habit[])
    for (const [document] of Object.values(shown)) {
      const { document: read, refused } = readSsp(write(document))
      assert.equal(refused, undefined)
      assert.equal(read.kind, document.kind)
    }
  })
})
