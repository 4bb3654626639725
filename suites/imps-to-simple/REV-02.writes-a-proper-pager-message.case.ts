import { defineCase } from '../../engine/case.ts'
import { sizedText } from '../../fixtures/content/texts.ts'
import { isCompleteRequest } from '../../judge/readers/complete-request.ts'
import { pagerMessages } from '../../judge/readers/pager.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, need } from '../../judge/vocabulary/index.ts'
import { mediaTypeParameter, parseMediaType } from '../../protocols/media-type.ts'

/** RFC 3428 §8: of the whole request, whatever carries it. */
const LARGEST = 1300

const words = ({ text }: Pick<Trace, 'text'>) => sizedText(100, text('ping'))
const pagers = (trace: Trace) => pagerMessages(trace, words(trace))

/** ASCII, which both charsets hold; none stated is as good (RFC 2046 §4.1.2). */
function isPlainText(contentType: string): boolean {
  const type = parseMediaType(contentType)
  const charset = type && mediaTypeParameter(type, 'charset')
  return charset === undefined || /^(utf-8|us-ascii)$/i.test(charset)
}

export default defineCase({
  id: 'REV-02',
  title: 'writes a MESSAGE as RFC 3428 wants it',
  group: 'imps-to-simple',
  class: 'mandatory',
  purpose:
    'A short text goes to the SIMPLE user as one MESSAGE. That is no dialog and no carrier for large content: a MESSAGE ' +
    'that claims otherwise is refused by clients and proxies, or lost between them.',
  catches: ['contact-in-message', 'large-pager-message', 'drops-first-message'],
  when: [['ICS-11=PAGER'], ['ICS-11=AUTO']],
  ladder: `
    alice              IWF            imps.example
                       |<-- SendMessage bob->alice, 100 octets
      <----- MESSAGE --|
      200 ------------>|--- SendMessageResponse 200 -->`,
  given: 'P0',
  needs: ['ssp'],
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, imps, mark } = script
    const ping = mark('ping', imps.deliver({ from: cast.bob, to: cast.alice, text: words(script) }))
    await cast.alice.received(words(script))
    await ping.answered()
  },
  checks: [
    check('R-34', 'the text comes in one MESSAGE', trace =>
      exactly(trace, 1, 'MESSAGE', pagers(trace), {
        after: need(trace.mark('ping'), 'message of bob'),
        within: trace.bounds.requestAfterDelivery,
      }),
    ),
    check('R-34', 'without Contact and Record-Route [RFC 3428 §4, §9]', trace =>
      every(
        'neither',
        pagers(trace),
        message => message.header('contact') === undefined && message.header('record-route') === undefined,
      ),
    ),
    check('R-34', 'as text/plain, or wrapped in message/cpim', trace =>
      every(
        'one of the two',
        pagers(trace),
        message =>
          message.contentType === 'message/cpim' ||
          (message.contentType === 'text/plain' && isPlainText(message.header('content-type') ?? '')),
      ),
    ),
    check('R-31', 'outside any dialog, and complete [RFC 3261 §8.1.1]', trace =>
      allOf(
        every('tags, branch, CSeq, Max-Forwards', pagers(trace), isCompleteRequest),
        every('Call-ID', pagers(trace), ({ callId }) => callId !== ''),
      ),
    ),
    check('R-34', 'in no more than 1300 octets, on any transport [RFC 3428 §8]', trace =>
      every('1300 octets', pagers(trace), (_, { octets }) => octets.length <= LARGEST),
    ),
  ],
})
