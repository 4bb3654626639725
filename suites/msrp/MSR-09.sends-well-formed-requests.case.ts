import { defineCase } from '../../engine/case.ts'
import { sizedText } from '../../fixtures/content/texts.ts'
import * as chunking from '../../judge/readers/chunking.ts'
import { deliveredBySend, sends, type AssembledMessage, type MsrpMessages } from '../../judge/readers/msrp.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, check, every, exactly, irrelevant, need, should, type Finding } from '../../judge/vocabulary/index.ts'

/** The text that bob sends; `label` occurs nowhere else, and is longer than the shortest of the texts. */
type Text = (label: string) => string

const rows: Readonly<Record<string, Text>> = {
  '10-octets': () => '10 octets!',
  '2048-octets': label => sizedText(2048, label),
  '2049-octets': label => sizedText(2049, label),
  '50000-octets': label => sizedText(50_000, label),
  'looks-like-an-end-line': label => `${label}\r\n-------1a2b3c4d5e6f7a8b$\r\nand on`,
}

const textFor = (scene: Pick<Trace, 'text'>, row: Text): string => row(scene.text('from bob'))

const messageIn = (trace: Trace, row: Text): AssembledMessage =>
  need(
    deliveredBySend(trace).find(({ text }) => text === textFor(trace, row)),
    'SEND of the text',
  )

/** Holds for each SEND that carries a part of the message. */
const chunks =
  (what: string, holds: (chunk: MsrpMessages[number]) => boolean) =>
  (trace: Trace, row: Text): Finding =>
    every(what, messageIn(trace, row).chunks, (_, chunk) => holds(chunk))

/** Holds for these SENDs together. */
const whole =
  (what: string, holds: (message: AssembledMessage) => boolean) =>
  (trace: Trace, row: Text): Finding => {
    const message = messageIn(trace, row)
    return all(what, message.chunks, () => holds(message))
  }

export default defineCase({
  id: 'MSR-09',
  title: 'sends well-formed MSRP requests, and cuts long messages as it must',
  group: 'msrp',
  class: 'mandatory',
  purpose:
    'A long message must not block the connection, so it travels in chunks that say where they belong. A client that ' +
    'cannot put them together shows half a message, or none.',
  catches: ['uninterruptible-chunks', 'wrong-byte-range', 'content-type-not-last', 'adds-transfer-encoding'],
  ladder: `
    alice ====== MSRP session ====== IWF            imps.example
                                      |<-- SendMessage, 10 to 50,000 octets
      <------------ SEND 1-2048/n  + -|
      <------------ SEND 2049-n/n  $ -|
      200, 200 ---------------------->|--- SendMessageResponse 200 -->`,
  given: 'P2',
  rows,
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, imps, mark, row, text }) {
    const sent = textFor({ text }, row)
    const delivery = mark('delivery', imps.deliver({ from: bob, to: alice, text: sent }))
    await alice.received(sent)
    await delivery.answered()
  },
  checks: [
    check('R-32', 'the text arrives once and unchanged', (trace, row: Text) =>
      exactly(trace, 1, 'SEND of the text', sends(trace, textFor(trace, row)), {
        after: need(trace.mark('delivery'), 'message of bob'),
        within: trace.bounds.deliveryAnswer,
      }),
    ),
    check('R-32', 'To-Path and From-Path come first [RFC 4975 §7.1]', chunks('paths first', chunking.leadsWithPaths)),
    check('R-32', 'Content-Type comes last [RFC 4975 §7.1]', chunks('Content-Type', chunking.endsWithContentType)),
    check('R-32', 'each has the Message-ID [RFC 4975 §7.1.1]', chunks('Message-ID', chunking.hasMessageId)),
    check(
      'R-32',
      'the flag is + on all but the last, and $ on that [RFC 4975 §7.1]',
      whole('flags', chunking.flagsAreRight),
    ),
    check('R-32', 'the chunks follow each other from octet 1 on [RFC 4975 §7.1.1]', whole('order', chunking.followsOn)),
    check('R-32', 'Byte-Range is true [RFC 4975 §7.1.1]', whole('ends and totals', chunking.rangesAreTrue)),
    check('R-32', 'every chunk of several has a Byte-Range [RFC 4975 §7.1.1]', (trace, row: Text) => {
      const message = messageIn(trace, row)
      if (message.chunks.length === 1) return irrelevant('the message is in one chunk')
      return all('Byte-Range', message.chunks, () => chunking.rangesAreThere(message))
    }),
    should('R-32', 'so has a single chunk [RFC 4975 §7.1.1]', whole('Byte-Range', chunking.rangesAreThere)),
    should(
      'R-32',
      'a known end and total are stated [RFC 4975 §7.1.1]',
      whole('no needless *', chunking.saysWhatItKnows),
    ),
    check(
      'R-32',
      'more than 2048 octets can be interrupted [RFC 4975 §7.1.1]',
      chunks('* as end', chunking.isInterruptible),
    ),
    should('R-32', 'only the last chunk is smaller [RFC 4975 §7.1.1]', whole('2048 octets', chunking.isNotCutTooSmall)),
    check('R-32', 'the end-line is not in the body [RFC 4975 §7.1]', chunks('end-line', chunking.bodyIsFreeOfEndLine)),
    check('R-32', 'there is no transfer encoding', chunks('no encoding', chunking.hasNoTransferEncoding)),
  ],
})
