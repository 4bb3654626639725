import { defineCase } from '../../engine/case.ts'
import { isFingerprintOf } from '../../protocols/sdp/fingerprint.ts'
import type { MediaDescription } from '../../simulators/simple/offer.ts'
import { chunks, msrpFromIwf, msrpMark, msrpResponsesTo, sends, type MsrpMessages } from '../../judge/readers/msrp.ts'
import { acceptanceOf, acceptancesOf, inviteOf, refusalOf } from '../../judge/readers/negotiation.ts'
import { acceptsMedia, messageMedia, pathOfferedIn } from '../../judge/readers/sdp.ts'
import { delivered } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import {
  all,
  allOf,
  check,
  either,
  every,
  exactly,
  irrelevant,
  need,
  type Finding,
} from '../../judge/vocabulary/index.ts'
import { answeredMedia } from '../answer-promises.ts'

interface Row {
  readonly offer: Partial<MediaDescription>
  /** What is looked at is the relay of the implementation, not that of the client. */
  readonly ownRelay?: boolean
}

const rows: Readonly<Record<string, Row>> = {
  'path-over-a-relay': { offer: { viaRelay: true } },
  'path-over-a-relay-that-waits': { offer: { viaRelay: true, setup: 'passive' } },
  TLS: { offer: { secure: true } },
  'own-relay': { offer: {}, ownRelay: true },
  'own-relay-that-connects': { offer: { setup: 'passive' }, ownRelay: true },
  'own-relay-over-TLS': { offer: { secure: true }, ownRelay: true },
}

const isTls = ({ offer }: Row): boolean => offer.secure === true

/** A session over TLS is refused where TLS is not claimed, and then there is nothing in it to look at. */
const inSession =
  (judge: (trace: Trace, row: Row) => Finding) =>
  (trace: Trace, row: Row): Finding =>
    isTls(row) && !trace.claims('ICS-17') ? irrelevant('msrps is not claimed') : judge(trace, row)

const overRelay =
  (judge: (trace: Trace) => Finding) =>
  (trace: Trace, row: Row): Finding =>
    row.offer.viaRelay ? judge(trace) : irrelevant('the path has one URI')

const overTls =
  (judge: (trace: Trace) => Finding) =>
  (trace: Trace, row: Row): Finding => {
    if (!isTls(row)) return irrelevant('the offer is one without TLS')
    return trace.claims('ICS-17') ? judge(trace) : irrelevant('msrps is not claimed')
  }

const overOwnRelay =
  (judge: (trace: Trace) => Finding) =>
  (trace: Trace, row: Row): Finding =>
    row.ownRelay ? judge(trace) : irrelevant('the relay of the implementation is not looked at')

const requests = (trace: Trace): MsrpMessages => msrpFromIwf(trace).filter(({ message }) => message.kind !== 'response')

export default defineCase({
  id: 'MSR-14',
  title: 'sends along the whole path of the client, and over TLS where that is offered',
  group: 'msrp',
  class: 'mandatory',
  purpose:
    'A client behind a relay gives a path of two URIs, and every endpoint must be able to send along it; an IWF may sit ' +
    'behind one of its own. A client that offers msrps wants nobody to listen in: to fall back to plain TCP would ' +
    'betray it.',
  when: [['ICS-01']],
  catches: ['path-shortened', 'msrps-in-the-clear'],
  ladder: `
    alice    relay          IWF            imps.example
      INVITE, path: relay alice ->|
      <-- 200 --------------------|
                              |<-- SendMessage
      <-- SEND, To-Path: relay alice`,
  given: 'P1',
  rows,
  rowNeeds: {
    'path-over-a-relay-that-waits': ['ICS-18'],
    'own-relay': ['ICS-19'],
    'own-relay-that-connects': ['ICS-19', 'ICS-18'],
    'own-relay-over-TLS': ['ICS-19', 'ICS-17'],
  },
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, imps, mark, row, text }) {
    const call = mark('invite', alice.invite(bob, { offer: row.offer }))
    const final = await call.final()
    // Without TLS the offer is refused: as a whole, or by port 0.
    if (final.status >= 300 || answeredMedia(final)?.port === 0) return
    mark('bind', await call.bind())
    const delivery = mark('delivery', imps.deliver({ from: bob, to: alice, text: text('Hi') }))
    await alice.received(text('Hi'))
    await delivery.answered()
    if (!row.ownRelay) return
    const hello = mark('hello', call.send(text('Hello')))
    await imps.asked('message', bob, { text: text('Hello') })
    await hello.answered()
  },
  checks: [
    check('R-32', 'accepts; an offer of msrps is refused where TLS is not claimed', (trace, row: Row) => {
      if (!isTls(row) || trace.claims('ICS-17'))
        return allOf(
          exactly(trace, 1, '2xx', acceptancesOf(trace, inviteOf(trace)), {
            after: inviteOf(trace),
            within: trace.bounds.finalAfterInvite,
          }),
          every('port other than 0', [acceptanceOf(trace)], (_, answer) => acceptsMedia(answer)),
        )
      const refusal = refusalOf(trace)
      return either(
        every('488', refusal ? [refusal] : [], ({ status }) => status === 488),
        every('port 0', acceptancesOf(trace, inviteOf(trace)), (_, answer) => !acceptsMedia(answer)),
      )
    }),
    check(
      'R-14',
      'the message of bob comes in the session, once',
      inSession(trace =>
        exactly(trace, 1, 'SEND', sends(trace, trace.text('Hi')), {
          after: need(trace.mark('delivery'), 'message of bob'),
          within: trace.bounds.deliveryAnswer,
        }),
      ),
    ),
    check(
      'R-32',
      'To-Path is the whole path, in order [RFC 4975 §7.1, §8.3]',
      overRelay(trace => {
        const path = pathOfferedIn(inviteOf(trace))
        return every('both URIs', chunks(trace), ({ toPath }) => path.includes(' ') && toPath.join(' ') === path)
      }),
    ),
    // The relay is where the peer listens; at the URI of the client nobody does.
    check(
      'R-32',
      'an active IWF connects to the leftmost URI [RFC 4975 §6.2]',
      overRelay(trace => {
        if (messageMedia(acceptanceOf(trace))?.setup !== 'active') return irrelevant('alice connects')
        return every('on a connection that the relay accepted', requests(trace), (_, { role }) => role === 'accepted')
      }),
    ),
    check(
      'R-32',
      'its own path has several URIs, no two alike, each with its port [RFC 4975 §8.2, RFC 4976 §5.1]',
      overOwnRelay(trace =>
        every('several URIs', [acceptanceOf(trace)], (_, answer) => {
          const path = messageMedia(answer)?.path ?? []
          const sessions = new Set(path.map(({ sessionId }) => sessionId))
          return path.length > 1 && sessions.size === path.length && path.every(({ port }) => port !== undefined)
        }),
      ),
    ),
    check(
      'R-32',
      'what it sends comes along the whole of that path, the relay first [RFC 4976 §6.4]',
      overOwnRelay(trace => {
        const path = pathOfferedIn(acceptanceOf(trace))
        return every('From-Path', chunks(trace), ({ fromPath }) => fromPath.join(' ') === path)
      }),
    ),
    check(
      'R-32',
      'it is the relay that answers a SEND of alice, and to her alone [RFC 4975 §7.2, RFC 4976 §6.4.1]',
      overOwnRelay(trace => {
        const [relay] = pathOfferedIn(acceptanceOf(trace)).split(' ')
        const send = need(msrpMark(trace, 'hello'), 'SEND of alice')
        return allOf(
          exactly(trace, 1, 'response', msrpResponsesTo(trace, send), {
            after: send,
            within: trace.bounds.msrpResponse,
          }),
          every(
            '200 from the relay',
            msrpResponsesTo(trace, send),
            ({ status, fromPath }) => status === 200 && fromPath.join(' ') === relay,
          ),
        )
      }),
    ),
    check(
      'R-15',
      'what alice sends over the relay reaches bob, once',
      overOwnRelay(trace =>
        exactly(trace, 1, 'SendMessageRequest', delivered(trace, trace.text('Hello')), {
          after: need(trace.mark('hello'), 'SEND of alice'),
          within: trace.bounds.messageAfterSend,
        }),
      ),
    ),
    check(
      'R-39',
      'the answer is one for TLS: protocol and scheme [RFC 4975 §6, §8.1]',
      overTls(trace =>
        every('TCP/TLS/MSRP and msrps', [acceptanceOf(trace)], (_, answer) => {
          const media = messageMedia(answer)
          return (
            media?.protocol === 'TCP/TLS/MSRP' &&
            media.path.length > 0 &&
            media.path.every(({ scheme }) => scheme.toLowerCase() === 'msrps')
          )
        }),
      ),
    ),
    check(
      'R-39',
      'everything goes over TLS',
      overTls(trace => every('TLS', trace.msrp, (_, { transport }) => transport === 'tls')),
    ),
    check(
      'R-39',
      'the certificate is trusted, or is the one of the fingerprint [RFC 4975 §14.4]',
      overTls(trace => {
        const prints = messageMedia(acceptanceOf(trace))?.fingerprints ?? []
        return all('certificate', trace.msrp, messages =>
          messages.every(({ tls }) => {
            const der = tls?.certificate?.der
            if (prints.length === 0) return tls?.trusted === true
            return der !== undefined && prints.every(print => isFingerprintOf(print, Buffer.from(der, 'base64')))
          }),
        )
      }),
    ),
  ],
})
