import { defineCase } from '../../engine/case.ts'
import { essence } from '../../protocols/media-type.ts'
import { olderSspMediaType, sspMediaType } from '../../protocols/ssp/namespaces.ts'
import { httpRequests, sspDocuments, type HttpMessages } from '../../judge/readers/http.ts'
import { asks, businessOfIwf } from '../../judge/readers/ssp.ts'
import { all, allOf, check, every, prefer, should } from '../../judge/vocabulary/index.ts'
import type { AnyObserved } from '../../judge/trace.ts'

const violates = ({ violations }: AnyObserved, ...rules: readonly string[]) =>
  violations.some(({ rule }) => rules.includes(rule))

const typed = (message: HttpMessages[number]['message']) => essence(message.header('content-type') ?? '')

export default defineCase({
  id: 'SSP-01',
  title: 'writes well-formed SSP documents over HTTP',
  group: 'ssp',
  class: 'mandatory',
  purpose:
    'The two servers understand each other by XML documents posted over HTTP. Names and texts of users hold what XML ' +
    'reserves for itself, and must not break the document.',
  when: [['ICS-01']],
  catches: ['wrong-media-type'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- POST, capability --->|
      <--------- 200   |<-- ... -----------------|
      SEND "<&..." --->|--- POST, SendMessage -->|
                       |<-- POST, SendMessage ---|
                       |--- POST, Response ----->|`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: "o'al&ice" }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, imps, mark, text }) {
    const call = mark('invite', alice.invite(bob))
    await call.accepted()
    await call.bind()
    mark('text', call.send(text(`<b>&amp; "quoted" 'single' ]]></b>`)))
    await imps.asked('message', bob)
    await imps.deliver({ from: bob, to: alice, text: text('reply') }).answered()
  },
  checks: [
    check('R-38', 'requests are POSTs', trace => every('POST', httpRequests(trace), ({ method }) => method === 'POST')),
    check('R-38', 'documents are labelled as SSP', trace =>
      every('the media type', sspDocuments(trace), message =>
        [sspMediaType, olderSspMediaType].includes(typed(message)),
      ),
    ),
    should('R-38', 'in the registered spelling', trace =>
      every(sspMediaType, sspDocuments(trace), message => typed(message) === sspMediaType),
    ),
    check('R-38', 'documents are well-formed XML in UTF-8, without document type', trace =>
      every(
        'well-formed',
        sspDocuments(trace),
        (message, observed) =>
          message.ssp?.document !== undefined &&
          message.body.equals(Buffer.from(message.body.toString('utf8'))) &&
          !violates(observed, 'SSP-SYN-01', 'SSP-SYN-02', 'SSP-SYN-10'),
      ),
    ),
    check('R-38', 'the root is WV-SSP-Message in the namespace of SSP 1.3', trace => {
      const documents = sspDocuments(trace)
      const root = every('WV-SSP-Message', documents, (_, observed) => !violates(observed, 'SSP-SYN-04'))
      const own = every('its namespace', documents, (_, observed) => !violates(observed, 'SSP-SYN-05'))
      return allOf(root, prefer(own, root, 'another of the namespaces that are understood'))
    }),
    check('R-38', 'each transaction has mode, id and one primitive', trace =>
      every('complete', sspDocuments(trace), (_, one) => !violates(one, 'SSP-SYN-06', 'SSP-SYN-07', 'SSP-SYN-08')),
    ),
    check('R-38', 'each request has an id of its own', trace =>
      all(
        'no id twice',
        businessOfIwf(trace).filter(({ message }) => message.kind === 'query'),
        queries => new Set(queries.map(({ message }) => message.transaction)).size === queries.length,
      ),
    ),
    check('R-38', 'answers are in mode Response, under the id of the request', trace =>
      every(
        'belongs to a request',
        businessOfIwf(trace).filter(({ message: { name } }) => /Response$|^Status$/.test(name)),
        ({ kind, transaction }) =>
          kind === 'answer' &&
          trace.ssp.some(
            ({ from, message }) => from !== 'iwf' && message.kind === 'query' && message.transaction === transaction,
          ),
      ),
    ),
    check('R-41', 'what XML reserves is escaped: the text reads as it was written', trace =>
      every(
        'the text',
        asks(trace, 'message'),
        ({ text }) => text === trace.text(`<b>&amp; "quoted" 'single' ]]></b>`),
      ),
    ),
  ],
})
