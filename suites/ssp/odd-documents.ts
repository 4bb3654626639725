/** What is to become of a document. */
export type Expected =
  'unsupported' | 'processed' | 'processed-or-refused' | 'refused' | 'both-answered' | 'invite-accepted'

/** A document of the IMPS server, and what is to become of it. */
export interface OddDocument {
  readonly expected: Expected
  /** What becomes of a proper message document; undefined where the answer to a query is spoilt instead. */
  readonly spoil?: (document: string) => string
}

const replaced = (from: string | RegExp, to: string) => (document: string) => document.replace(from, to)

/** Elements and attributes of a later version, in another namespace and in none. */
export const unknownParts = (document: string) =>
  document
    .replace(/<Transaction /, '<Transaction later="1" xmlns:x="urn:example:later" x:kind="2" ')
    .replace(/<\/(SendMessageRequest|GetClientCapabilityResponse)>/, '<x:Later a="b">text</x:Later><Novelty/></$1>')
    .replace(/<(MessageInfo|CapabilityList)/, '<$1 novelty="yes"')

/** The second transaction is the first one under another id, with another message in it. */
const doubled = (document: string) =>
  document.replace(/<Transaction .*<\/Transaction>/s, transaction => {
    const second = transaction.replace(/(transactionID="[^"]*)"/, '$1-2"').replace(/(messageID="[^"]*)"/, '$1-2"')
    return transaction + second
  })

/** By the id of its row (SSP-06). */
export const oddDocuments: Readonly<Record<string, OddDocument>> = {
  'unknown-primitive': {
    expected: 'unsupported',
    spoil: replaced(
      /<SendMessageRequest.*<\/SendMessageRequest>/s,
      '<FrobnicateRequest><MetaInfo/></FrobnicateRequest>',
    ),
  },
  'unknown-parts-in-a-message': { expected: 'processed', spoil: unknownParts },
  'unknown-parts-in-an-answer': { expected: 'invite-accepted' },
  'wrong-namespace': {
    expected: 'processed-or-refused',
    spoil: replaced(/xmlns="[^"]*"/, 'xmlns="http://www.example.org/not-ssp"'),
  },
  'truncated-xml': { expected: 'refused', spoil: document => document.slice(0, -30) },
  'wrong-root': { expected: 'refused', spoil: document => document.replaceAll('WV-SSP-Message', 'Message') },
  'two-transactions': { expected: 'both-answered', spoil: doubled },
}
