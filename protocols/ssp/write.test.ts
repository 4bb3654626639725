import { after, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { join } from 'node:path'
import fc from 'fast-check'
import type { AcceptedContent, CapabilityList } from './capability-list.ts'
import type { MessageInfo, Primitive, SspDocument } from './document.ts'
import { readSsp } from './read.ts'
import type { Status } from './status.ts'
import { loadSspSchema, sspValidator } from './validate.ts'
import { writeSsp } from './write.ts'

const validator = sspValidator(loadSspSchema(join(import.meta.dirname, '../../fixtures/ssp/schema')))
after(() => validator.dispose())

/** Text that XML carries and that no reader trims. */
const solid = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter(
    text =>
      text.trim() === text && text.trim() !== '' && !/\p{Surrogate}/u.test(text) && !/[\0-\x1f\ufffe\uffff]/.test(text),
  )
const attributeText = fc.oneof(solid, fc.constantFrom('a\nb', '"<>&\'', '\ttab', 'line\r\nend'))
const name = fc.stringMatching(/^[a-z0-9.%+-]{1,8}$/)
const userId = fc.tuple(name, fc.constantFrom('a.example', 'B.example')).map(([user, domain]) => `wv:${user}@${domain}`)
const groupId = name.map(group => `wv:/${group}@a.example`)
const count = fc.nat(1_000_000)
const code = fc.integer({ min: 100, max: 999 })
const record = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record<T>(shape, { noNullPrototype: true })
const screenName = record({ name: solid, groupId })
const optional = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }, required: (keyof T)[] = []) =>
  fc.record(shape, { requiredKeys: required, noNullPrototype: true }) as fc.Arbitrary<T>

const status: fc.Arbitrary<Status> = optional<Required<Status>>(
  {
    code,
    description: solid,
    tryAgainTimeout: count,
    details: fc.array(
      optional(
        {
          code,
          description: solid,
          users: fc.array(userId, { maxLength: 2 }),
          groups: fc.array(groupId, { maxLength: 1 }),
          screenNames: fc.array(screenName, { maxLength: 1 }),
          domains: fc.array(solid, { maxLength: 1 }),
        },
        ['code', 'users', 'groups', 'screenNames', 'domains'],
      ),
      { maxLength: 2 },
    ),
  },
  ['code', 'details'],
)
const client = fc.oneof(record({ url: solid }), record({ url: solid, text: solid }))
const user = optional({ userId, friendlyName: attributeText, client, applicationId: solid }, ['userId'])
const serviceId = fc.constant('wv:@a.example')
const metaInfo = optional({ clientOriginated: fc.boolean(), serviceId, user }, ['clientOriginated', 'serviceId'])
const party = fc.oneof(record({ user }), record({ groupId }))
const display = fc.oneof(
  record({ userId }),
  record({ groupId }),
  record({ screenName }),
  record({ displayName: solid }),
)
const displayed = fc
  .tuple(party, fc.option(display))
  .map(([who, shown]) => ({ ...who, ...(shown ? { display: shown } : {}) }))
const time = fc.constantFrom('2024-05-02T10:15:30Z', '20010925T1340Z')
const message = optional<Required<MessageInfo>>(
  {
    messageId: attributeText,
    messageUri: attributeText,
    contentType: attributeText,
    contentName: attributeText,
    contentSize: count,
    validity: count,
    recipients: fc.array(displayed, { minLength: 1, maxLength: 3 }),
    sender: displayed,
    dateTime: time,
  },
  ['recipients', 'sender'],
)
const content = fc
  .tuple(fc.constantFrom('base64' as const, 'escaped' as const, 'cdata' as const), solid, fc.option(attributeText))
  .map(([encoding, text, contentType]) => ({
    encoding,
    octets: Buffer.from(text),
    ...(contentType === null ? {} : { contentType }),
  }))
const policy = fc.constantFrom('N', 'C', 'R')
const contentTypes: fc.Arbitrary<AcceptedContent[]> = fc.array(
  optional<Required<AcceptedContent>>({ type: solid, richLength: count, policy, policyLimit: count }, ['type']),
  { minLength: 1, maxLength: 3 },
)
const lists = {
  transferEncodings: fc.constantFrom([], ['BASE64']),
  bearers: fc.subarray(['HTTP', 'WSP', 'SMS']),
  offlineBearers: fc.constant<string[]>([]),
  cirMethods: fc.subarray(['STCP', 'SUDP', 'SHTTP']),
  charsets: fc.subarray([106, 3], { minLength: 1 }),
}
const single = {
  clientType: fc.constantFrom('MOBILE_PHONE', 'PDA'),
  initialDeliveryMethod: fc.constantFrom('P', 'N'),
  anyContent: fc.boolean(),
  multiTrans: fc.integer({ min: 1, max: 9 }),
  parserSize: count,
  udpPort: fc.nat(65535),
  serverPollMin: count,
  defaultLanguage: solid,
}
const listKeys = Object.keys(lists) as (keyof typeof lists)[]
const newList = optional(
  {
    ...lists,
    ...single,
    form: fc.constant('csp-1.3' as const),
    contentTypes,
    textLength: count,
    pullLength: count,
    pushLength: count,
    multiTransPerMessage: fc.integer({ min: 1, max: 9 }),
    onlineEtem: fc.constantFrom('DETECT', 'FORKALL'),
    offlineEtem: fc.constantFrom('REJECT', 'SENDSTORE'),
    sessionPriority: count,
  },
  [...listKeys, 'form', 'contentTypes'],
)
const oldList = optional(
  {
    ...lists,
    ...single,
    form: fc.constant('csp-1.2' as const),
    contentTypes: fc.array(record({ type: solid }), { maxLength: 3 }),
    contentLength: count,
  },
  [...listKeys, 'form', 'contentTypes'],
)
const capabilities: fc.Arbitrary<CapabilityList> = fc.oneof(newList, oldList)
const clients = fc.array(optional({ userId, online: fc.boolean(), client, capabilities }, ['userId']), { maxLength: 2 })
const blocks = fc.array(record({ userId, blocked: fc.boolean(), granted: fc.boolean() }), { maxLength: 2 })
const targets = fc.array(userId, { minLength: 1, maxLength: 3 })
const is = <N extends Primitive['name']>(given: N) => fc.constant(given)

const primitive = fc.oneof(
  record({ name: is('Status'), status }),
  optional({ name: is('SendMessageRequest'), deliveryReport: fc.boolean(), metaInfo, message, content }, [
    'name',
    'deliveryReport',
    'metaInfo',
    'message',
  ]),
  optional({ name: is('SendMessageResponse'), messageId: attributeText, status }, ['name', 'status']),
  optional({ name: is('DeliveryStatusReport'), metaInfo, result: status, deliveryTime: time, message }, [
    'name',
    'result',
    'message',
  ]),
  record({ name: is('GetClientCapabilityRequest'), blockStatusRequest: fc.boolean(), metaInfo, targets }),
  record({ name: is('GetClientCapabilityResponse'), status, clients, blocks }),
  optional({ name: is('GetBlockStatusRequest'), metaInfo, sender: displayed, targets }, [
    'name',
    'metaInfo',
    'targets',
  ]),
  record({ name: is('GetBlockStatusResponse'), status, blocks }),
  optional({ name: is('KeepAliveRequest'), metaInfo, timeToLive: count }, ['name']),
  optional({ name: is('KeepAliveResponse'), timeToLive: count, status }, ['name', 'status']),
  optional({ name: is('LogoutRequest'), metaInfo }, ['name']),
  record({ name: is('LogoutResponse'), status }),
) as fc.Arbitrary<Primitive>
const mode = fc.constantFrom('Request' as const, 'Response' as const)
const transactionId = fc.stringMatching(/^[!-~]{1,20}$/)
const sessionId = fc.constant('1041@a.example')
const secret = fc.oneof(
  record({ encoding: fc.constant('plain' as const), octets: solid.map(text => Buffer.from(text)) }),
  record({
    encoding: fc.constant('base64' as const),
    octets: fc.uint8Array({ minLength: 1, maxLength: 20 }).map(octets => Buffer.from(octets)),
  }),
)
const document = fc.oneof(
  record({
    kind: fc.constant('session' as const),
    sessionId,
    transactions: fc.array(record({ mode, transactionId, primitive }), { minLength: 1, maxLength: 3 }),
  }),
  record({
    kind: fc.constant('set-up' as const),
    mode,
    transactionId,
    primitive: fc.oneof(
      record({ name: fc.constant('SendSecretToken' as const), serviceId, secret }),
      record({ name: fc.constant('LoginRequest' as const), serviceId, digest: fc.base64String({ minLength: 4 }) }),
      optional({ name: fc.constant('LoginResponse' as const), sessionId, timeToLive: count, status }, [
        'name',
        'status',
      ]),
    ),
  }),
) as fc.Arbitrary<SspDocument>

describe('a document', () => {
  it('is read as it was written, without violation, and is valid', () => {
    fc.assert(
      fc.property(document, given => {
        const octets = writeSsp(given)
        assert.deepEqual(readSsp(octets), { document: given, violations: [] })
        assert.deepEqual(validator.validate(octets), [])
      }),
      { numRuns: 80 },
    )
  })

  it('is well-formed whatever its texts hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), fc.uint8Array({ maxLength: 20 }), (text, raw) => {
        const given: SspDocument = {
          kind: 'session',
          sessionId: text,
          transactions: [
            {
              mode: 'Request',
              transactionId: text,
              primitive: {
                name: 'SendMessageRequest',
                deliveryReport: false,
                message: { messageId: text, recipients: [{ screenName: { name: text, groupId: text } }] },
                content: { encoding: 'cdata', octets: Buffer.from(raw), contentType: text },
              },
            },
          ],
        }
        const { document: again } = readSsp(writeSsp(given))
        assert.ok(again?.kind === 'session')
        const [transaction] = again.transactions
        assert.ok(transaction?.primitive.name === 'SendMessageRequest')
        assert.deepEqual(transaction.primitive.content?.octets ?? Buffer.alloc(0), Buffer.from(raw))
      }),
    )
  })

  it('keeps line ends, tabs and quotes of attributes, and ]]> in a section', () => {
    const given: SspDocument = {
      kind: 'session',
      sessionId: '1@a.example',
      transactions: [
        {
          mode: 'Request',
          transactionId: '1',
          primitive: {
            name: 'SendMessageRequest',
            deliveryReport: false,
            message: { messageId: 'a"b\n\t<&>\r', recipients: [] },
            content: { encoding: 'cdata', octets: Buffer.from('x]]>y\r\nz') },
          },
        },
      ],
    }
    assert.deepEqual(readSsp(writeSsp(given)).document, given)
    assert.match(writeSsp(given).toString(), /messageID="a&quot;b&#10;&#9;&lt;&amp;&gt;&#13;"/)
  })
})

describe('the validator', () => {
  const rules = (source: string) => validator.validate(Buffer.from(source)).map(violation => violation.rule)
  const open = '<WV-SSP-Message xmlns="http://www.openmobilealliance.org/DTD/WV-SSP1.3">'
  it('tells what is not valid, and on which line', () => {
    const source = `${open}\n<Session sessionID="1@a.example">\n<Transaction mode="request" transactionID="1">\n<Status code="200"/></Transaction></Session></WV-SSP-Message>`
    const [violation] = validator.validate(Buffer.from(source))
    assert.equal(violation?.rule, 'SSP-SYN-03')
    assert.match(source.slice(violation.start, violation.end), /^<Transaction mode="request"/)
  })
  it('tells well-formedness, document types, roots and namespaces apart', () => {
    assert.deepEqual(rules(open), ['SSP-SYN-01'])
    assert.deepEqual(rules(`<!DOCTYPE a>${open}</WV-SSP-Message>`), ['SSP-SYN-02'])
    assert.deepEqual(rules('<a/>'), ['SSP-SYN-04'])
    assert.deepEqual(rules('<WV-SSP-Message/>'), ['SSP-SYN-05'])
  })
})
