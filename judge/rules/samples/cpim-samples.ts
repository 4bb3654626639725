import { MsrpConversation } from './msrp-conversation.ts'
import { TOKEN, type RuleSamples } from './sample.ts'

const ADDRESSES = `From: <sip:bob-${TOKEN}@imps.example>\r\nTo: <sip:alice-${TOKEN}@sip.example>\r\n`
const NS = 'NS: imdn <urn:ietf:params:imdn>\r\n'

interface Wrapped {
  readonly headers?: string
  readonly type?: string
  readonly mime?: string
  readonly content?: string
}

const wrapped = ({ headers = ADDRESSES, type = 'text/plain', mime = '', content = 'Hello' }: Wrapped): string =>
  `${headers}\r\nContent-Type: ${type}\r\n${mime}\r\n${content}`

/** A session in which these messages follow each other: `+` of the peer, `-` of the implementation. */
function messages(...sent: readonly (readonly ['+' | '-', Wrapped])[]) {
  const conversation = new MsrpConversation().bound()
  for (const [index, [side, parts]] of sent.entries()) {
    const body = wrapped(parts)
    const fields = { 'Message-ID': `message${index}`, 'Byte-Range': `1-${body.length}/${body.length}` }
    const how = { id: `message${index}xyz`, type: 'message/cpim', fields, body }
    if (side === '+') conversation.send('SEND', how)
    else conversation.iwf('SEND', how)
  }
  return conversation.log
}

const own = (parts: Wrapped) => () => messages(['-', parts])
const asking = (dispositions: string, more = 'imdn.Message-ID: m1\r\nDateTime: 2026-11-22T10:00:00Z\r\n'): Wrapped => ({
  headers: `${ADDRESSES}${NS}${more}imdn.Disposition-Notification: ${dispositions}\r\n`,
})

const document = (status: string, kind = 'delivery', id = 'm1'): string =>
  `<?xml version="1.0" encoding="UTF-8"?><imdn xmlns="urn:ietf:params:xml:ns:imdn"><message-id>${id}</message-id>` +
  `<datetime>2026-11-22T10:00:00Z</datetime><${kind}-notification><status><${status}/></status>` +
  `</${kind}-notification></imdn>`

const notification = (
  content: string,
  own = 'imdn.Message-ID: n1\r\n',
  mime = 'Content-Disposition: notification\r\n',
) => ({
  headers: `${ADDRESSES}${NS}${own}`,
  type: 'message/imdn+xml',
  mime,
  content,
})
const delivered = notification(document('delivered'))

/** A message of the peer that asks for notifications, and what the implementation sends then. */
const notified =
  (dispositions: string, ...sent: readonly Wrapped[]) =>
  () =>
    messages(['+', asking(dispositions)], ...sent.map(parts => ['-', parts] as const))
const right = notified('positive-delivery', delivered)

const composing = (refresh: number, root = 'isComposing'): Wrapped => ({
  type: 'application/im-iscomposing+xml',
  content:
    `<?xml version="1.0" encoding="UTF-8"?><${root} xmlns="urn:ietf:params:xml:ns:im-iscomposing">` +
    `<state>active</state><refresh>${refresh}</refresh></${root}>`,
})

/** Two traces for each rule of `judge/rules/cpim`. */
export const cpimSamples: RuleSamples = {
  'CPIM-HDR-01': { right: own({}), wrong: own({ headers: 'Subject: Greeting\r\n' }) },
  'CPIM-HDR-02': {
    right: own({ headers: `${ADDRESSES}Subject: Greeting\r\nRequire: Subject\r\n` }),
    wrong: own({ headers: `${ADDRESSES}Require: Subject\r\n` }),
  },
  'IMDN-ASK-01': { right: own(asking('positive-delivery')), wrong: own(asking('positive-delivery', '')) },
  'IMDN-DOC-01': { right, wrong: notified('positive-delivery', notification('<imdn/>')) },
  'IMDN-HDR-01': { right, wrong: notified('positive-delivery', notification(document('delivered'), '')) },
  'IMDN-HDR-02': {
    right,
    wrong: notified('positive-delivery', notification(document('delivered'), 'imdn.Message-ID: n1\r\n', '')),
  },
  'IMDN-ASK-02': { right, wrong: notified('negative-delivery', delivered) },
  'IMDN-ASK-03': {
    right,
    wrong: notified('positive-delivery', delivered, notification(document('delivered'), 'imdn.Message-ID: n2\r\n')),
  },
  'IMDN-DSP-01': { right, wrong: notified('display', notification(document('displayed', 'display'))) },
  'ISC-DOC-01': { right: own(composing(90)), wrong: own(composing(90, 'composing')) },
  'ISC-RFR-01': { right: own(composing(90)), wrong: own(composing(10)) },
}
