import { defineCase } from '../../engine/case.ts'
import { metaInfoOf } from '../../protocols/ssp/document.ts'
import { parseMediaType, serialiseMediaType } from '../../protocols/media-type.ts'
import { asks, sameUser, type SspMessages } from '../../judge/readers/ssp.ts'
import { impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, every } from '../../judge/vocabulary/index.ts'

/** In every octet count, and in the markup of XML, different from its characters. */
const texts = ['plain', 'Grüße €', '<b>&amp;"\'', 'two\r\nlines']

const written = (trace: Trace) => asks(trace, 'message')
const contentOf = ({ model }: SspMessages[number]['message']) =>
  model.name === 'SendMessageRequest' ? model.content : undefined

/** Types compare without case and without the white space between their parts (RFC 2045 §5.1). */
const sameType = (...types: readonly [string, string]): boolean => {
  const [one, other] = types.map(type => {
    const parsed = parseMediaType(type)
    return parsed ? serialiseMediaType(parsed).toLowerCase() : type
  })
  return one === other
}

/** Extended and basic form, as they are met (`imps-ssp` §8.1). */
const ISO_8601 = /^\d{4}(-?\d\d){2}T\d\d(:?\d\d){1,2}([.,]\d+)?(Z|[+-]\d\d:?\d\d)?$/

export default defineCase({
  id: 'SSP-09',
  title: 'describes each message to the IMPS server as it is',
  group: 'ssp',
  class: 'mandatory',
  purpose:
    'Beside the content a SendMessageRequest says what the content is, how large, when it was sent, by whom and for ' +
    'whom, some of it twice. An IMPS server believes what it reads first, so all of it has to agree.',
  catches: ['wrong-content-size'],
  ladder: `
    alice              IWF            imps.example
      SEND "plain" --->|--- SendMessageRequest -->|  contentSize, contentType, DateTime,
      SEND "Grüße" --->|--- SendMessageRequest -->|  Sender, Recipient, MetaInfo`,
  given: 'P1',
  when: [['ICS-01'], ['ICS-02']],
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, ics, imps, text }) {
    const call = ics['ICS-01'] ? alice.invite(bob) : undefined
    await call?.accepted()
    await call?.bind()
    for (const words of texts) {
      if (call) call.send(text(words))
      else await alice.message(bob, text(words)).answered()
      await imps.asked('message', bob)
    }
  },
  checks: [
    check('R-41', 'contentSize, where it is stated, counts the octets of the decoded content', trace =>
      every('contentSize', written(trace), ({ messageInfo, content }) =>
        [undefined, content.length].includes(messageInfo?.contentSize),
      ),
    ),
    check('R-41', 'contentType says the same in both places', trace =>
      every('contentType', written(trace), view => {
        const [info, content] = [view.messageInfo?.contentType, contentOf(view)?.contentType]
        return info === undefined || content === undefined || sameType(info, content)
      }),
    ),
    check('R-41', 'DateTime, where it is stated, is ISO 8601', trace =>
      every('DateTime', written(trace), ({ messageInfo }) => {
        const dateTime = messageInfo?.dateTime
        return dateTime === undefined || ISO_8601.test(dateTime.trim())
      }),
    ),
    check('R-41', 'there is one Recipient, the user to whom alice writes', trace =>
      every('one', written(trace), ({ messageInfo, recipient }) => {
        const recipients = messageInfo?.recipients ?? []
        return recipients.length === 1 && sameUser(recipient, impsAddressOf(trace, 'bob'))
      }),
    ),
    check('R-41', 'it is said to be originated by a client: by the user who is its Sender', trace =>
      every('alice', written(trace), ({ model, sender, requester }) => {
        const alice = impsAddressOf(trace, 'alice')
        return metaInfoOf(model)?.clientOriginated === true && sameUser(requester, alice) && sameUser(sender, alice)
      }),
    ),
  ],
})
