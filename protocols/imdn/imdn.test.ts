import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { buildCpim } from '../cpim/build.ts'
import { parseCpim } from '../cpim/parse.ts'
import { serialiseCpim } from '../cpim/serialise.ts'
import { buildImdn } from './build.ts'
import { imdnStatuses, type Disposition, type ImdnKind, type ImdnNotification } from './notification.ts'
import { parseImdn } from './parse.ts'
import { imdnHeaders, imdnRequestOf } from './request.ts'

const lines = (...text: string[]) => Buffer.from(text.join('\r\n'))
const document = (content: string) => `<imdn xmlns="urn:ietf:params:xml:ns:imdn">${content}</imdn>`
const about = '<message-id>m</message-id><datetime>2008-04-04T12:16:49-05:00</datetime>'
const delivered = '<delivery-notification><status><delivered/></status></delivery-notification>'
const rulesOf = (text: string) => parseImdn(Buffer.from(text)).violations.map(({ rule }) => rule)

describe('a request for notifications', () => {
  const parsed = (...headers: string[]) =>
    parseCpim(
      lines('From: <im:a@b.example>', 'To: <im:c@d.example>', ...headers, '', 'Content-Type: text/plain', '', ''),
    )

  it('is read as RFC 5438 §7.1.1.3 shows it', () => {
    const { message, violations } = parsed(
      'NS: imdn <urn:ietf:params:imdn>',
      'imdn.Message-ID: 34jk324j',
      'DateTime: 2006-04-04T12:16:49-05:00',
      'imdn.Disposition-Notification: positive-delivery, negative-delivery',
    )
    assert.deepEqual(violations, [])
    assert.deepEqual(imdnRequestOf(message), {
      messageId: '34jk324j',
      dateTime: '2006-04-04T12:16:49-05:00',
      dispositions: ['positive-delivery', 'negative-delivery'],
      recordRoute: [],
    })
  })

  it('goes by the namespace, whatever the prefix', () => {
    const { message } = parsed(
      'NS: x <urn:ietf:params:imdn>',
      'NS: imdn <urn:somebody:else>',
      'x.Message-ID: mine',
      'imdn.Message-ID: not-mine',
      'imdn.Disposition-Notification: display',
      'x.Disposition-Notification: negative-delivery;a=b,display, sometimes',
      'x.IMDN-Record-Route: <sip:relay@b.example>',
    )
    const { messageId, dispositions, recordRoute } = imdnRequestOf(message)
    assert.equal(messageId, 'mine')
    assert.deepEqual(dispositions, ['negative-delivery', 'display'])
    assert.deepEqual(recordRoute, ['<sip:relay@b.example>'])
  })

  it('is none where no header is, or where it is empty', () => {
    assert.deepEqual(imdnRequestOf(parsed().message).dispositions, [])
    const empty = parsed('NS: imdn <urn:ietf:params:imdn>', 'imdn.Disposition-Notification: ')
    assert.deepEqual(imdnRequestOf(empty.message).dispositions, [])
  })

  it('comes back as it was written, with any prefix', () => {
    const tokens = fc.stringMatching(/^[A-Za-z0-9]{1,12}$/)
    const wanted = fc.uniqueArray(
      fc.constantFrom('positive-delivery' as const, 'negative-delivery' as const, 'display' as const),
    )
    fc.assert(
      fc.property(tokens, tokens, wanted, (id, prefix, dispositions) => {
        const cpim = buildCpim({
          from: { uri: 'sip:a@b.example' },
          to: { uri: 'sip:c@d.example' },
          headers: imdnHeaders(id, dispositions, prefix),
          contentType: 'text/plain',
          content: 'Hello',
        })
        const { message, violations } = parseCpim(serialiseCpim(cpim))
        assert.deepEqual(violations, [])
        assert.deepEqual(imdnRequestOf(message), { messageId: id, dateTime: undefined, dispositions, recordRoute: [] })
      }),
      { numRuns: 60 },
    )
  })
})

describe('a notification', () => {
  it('is read as RFC 5438 §7.2.1.1 shows it', () => {
    const example = `<?xml version="1.0" encoding="UTF-8"?>
     <imdn xmlns="urn:ietf:params:xml:ns:imdn">
         <message-id>34jk324j</message-id>
         <datetime>2008-04-04T12:16:49-05:00</datetime>
        <recipient-uri>im:bob@example.com</recipient-uri>
         <original-recipient-uri
           >im:bob@example.com</original-recipient-uri>
         <delivery-notification>
            <status>
               <delivered/>
            </status>
         </delivery-notification>
       </imdn>`
    assert.deepEqual(parseImdn(Buffer.from(example)), {
      notification: {
        messageId: '34jk324j',
        dateTime: '2008-04-04T12:16:49-05:00',
        recipientUri: 'im:bob@example.com',
        originalRecipientUri: 'im:bob@example.com',
        disposition: { kind: 'delivery', status: 'delivered' },
      },
      violations: [],
    })
  })

  it('comes back as it was written', () => {
    const texts = fc.string({ minLength: 1, maxLength: 20 }).map(text => text.replace(/[^\x21-\x7e]/g, '<'))
    const dispositions = fc
      .constantFrom<ImdnKind>('delivery', 'display', 'processing')
      .chain(kind => fc.constantFrom(...imdnStatuses[kind]).map(status => ({ kind, status }) as Disposition))
    const notifications: fc.Arbitrary<ImdnNotification> = fc.record(
      {
        messageId: texts,
        dateTime: texts,
        recipientUri: texts,
        originalRecipientUri: texts,
        subject: texts,
        disposition: dispositions,
      },
      { requiredKeys: ['messageId', 'dateTime', 'disposition'], noNullPrototype: true },
    )
    fc.assert(
      fc.property(notifications, notification => {
        assert.deepEqual(parseImdn(buildImdn(notification)), { notification, violations: [] })
      }),
      { numRuns: 60 },
    )
  })

  it('may use a prefix, and hold what others have added', () => {
    const prefixed = `<n:imdn xmlns:n="urn:ietf:params:xml:ns:imdn" xmlns:x="urn:x"><n:message-id>m</n:message-id>
      <n:datetime>d</n:datetime><x:mood>good</x:mood><n:display-notification><n:status><n:displayed/><x:how/></n:status>
      </n:display-notification></n:imdn>`
    const { notification, violations } = parseImdn(Buffer.from(prefixed))
    assert.deepEqual(violations, [])
    assert.deepEqual(notification?.disposition, { kind: 'display', status: 'displayed' })
  })

  it('says what is wrong, and where', () => {
    assert.deepEqual(rulesOf('<imdn>'), ['IMDN-SYN-01'])
    assert.deepEqual(rulesOf(`<!DOCTYPE imdn>${document(about + delivered)}`), ['IMDN-SYN-01'])
    assert.deepEqual(rulesOf(`<imdn>${about}${delivered}</imdn>`), ['IMDN-SYN-02'])
    assert.deepEqual(rulesOf(document(`<datetime>d</datetime>${delivered}`)), ['IMDN-SYN-03'])
    assert.deepEqual(rulesOf(document(`<message-id>m</message-id>${delivered}`)), ['IMDN-SYN-04'])
    assert.deepEqual(rulesOf(document(about)), ['IMDN-SYN-05'])
    assert.deepEqual(rulesOf(document(about + delivered + delivered)), ['IMDN-SYN-05'])
    assert.deepEqual(rulesOf(document(`${about}<delivery-notification/>`)), ['IMDN-SYN-06'])
    assert.deepEqual(rulesOf(document(about + delivered.replace('delivered', 'displayed'))), ['IMDN-SYN-07'])
    const odd = document(`${about}<mood/>${delivered}`)
    const [violation] = parseImdn(Buffer.from(odd)).violations
    assert.equal(violation?.rule, 'IMDN-SYN-08')
    assert.equal(odd.slice(violation.start, violation.end), '<mood/>')
  })

  it('never throws, whatever comes', () => {
    const damaged = fc
      .tuple(fc.nat(document(about + delivered).length), fc.string({ maxLength: 4 }))
      .map(([at, text]) => {
        const whole = document(about + delivered)
        return whole.slice(0, at) + text + whole.slice(at + 1)
      })
    fc.assert(
      fc.property(damaged, text => {
        parseImdn(Buffer.from(text))
      }),
      { numRuns: 100 },
    )
  })
})
