import { cpimValues, mimeValue, type CpimMessage } from '../../../protocols/cpim/message.ts'
import { qualifiedHeaders } from '../../../protocols/cpim/namespaces.ts'
import { imdnMediaType } from '../../../protocols/imdn/notification.ts'
import { parseImdn } from '../../../protocols/imdn/parse.ts'
import { imdnHeaderNamespace, imdnRequestOf, type RequestedDisposition } from '../../../protocols/imdn/request.ts'
import { isComposingMediaType } from '../../../protocols/is-composing/document.ts'
import { parseIsComposing } from '../../../protocols/is-composing/parse.ts'
import type { Attributed } from '../../../trace/attribution.ts'
import { MsrpView } from '../../../trace/decoded/msrp.ts'
import { SipView } from '../../../trace/decoded/sip.ts'
import type { Rule } from '../rule.ts'
import { perRun } from '../../per-run.ts'
import { rulesAbout, type Subject } from '../rules-about.ts'

/** Content of either side, in a SEND of one chunk or in a MESSAGE. */
interface Content extends Subject {
  readonly fromIwf: boolean
  readonly bySend: boolean
  readonly cpim: CpimMessage | undefined
  /** Without wrapper. */
  readonly type: string
  readonly octets: Buffer
}

function contentOf(attributed: Attributed): Content | undefined {
  const { message } = attributed
  const { view } = message.decoded
  if (message.sighting.cutOff) return undefined
  const isSend = view instanceof MsrpView && view.kind === 'SEND' && view.beginsMessage && view.continuation === '$'
  const isMessage = view instanceof SipView && view.kind === 'request' && view.method === 'MESSAGE'
  if (!isSend && !isMessage) return undefined
  if ((view.body?.length ?? 0) === 0) return undefined
  const { innerType: type, content: octets } = view
  return { attributed, fromIwf: message.fromIwf, bySend: isSend, cpim: view.cpim?.message, type, octets }
}

const contents = perRun(run => run.attribution.messages.flatMap(attributed => contentOf(attributed) ?? []))
const aboutContents = rulesAbout<Content>(run => contents(run).filter(({ fromIwf }) => fromIwf))

/** A notification of the implementation, with the message of the peer that it is about. */
interface Notification extends Content {
  readonly parsed: ReturnType<typeof parseImdn>
  readonly about: Content | undefined
  /** Kinds of the notifications about the same message before this one. */
  readonly earlier: readonly string[]
}

const aboutNotifications = rulesAbout<Notification>(run => {
  const asked = new Map<string, Content>()
  const kinds = new Map<string, string[]>()
  return contents(run).flatMap((content): Notification[] => {
    if (!content.fromIwf) {
      const id = content.cpim && imdnRequestOf(content.cpim).messageId
      if (id !== undefined) asked.set(id, content)
      return []
    }
    if (content.type !== imdnMediaType) return []
    const parsed = parseImdn(content.octets)
    const id = parsed.notification?.messageId ?? ''
    const octets = content.attributed.message.sighting.octets.toString('latin1')
    const earlier = (kinds.get(id) ?? [])
      .filter(one => !one.endsWith(`\n${octets}`))
      .map(one => one.split('\n')[0] ?? '')
    kinds.set(id, [...(kinds.get(id) ?? []), `${parsed.notification?.disposition.kind ?? ''}\n${octets}`])
    return [{ ...content, parsed, about: asked.get(id), earlier }]
  })
})

const any = (): boolean => true
const isImdn = ({ type }: Content): boolean => type === imdnMediaType
const isComposing = ({ type }: Content): boolean => type === isComposingMediaType

/** What has to be asked for, for a notification of a status to be sent. */
function demanded({ parsed }: Notification): RequestedDisposition | undefined {
  const { kind, status } = parsed.notification?.disposition ?? {}
  if (kind === 'delivery') return status === 'delivered' ? 'positive-delivery' : 'negative-delivery'
  return kind === 'display' ? 'display' : kind
}

/** CPIM wrappers, and what goes in them for its own sake (`simple-iwf` §6). */
export const cpimRules: readonly Rule[] = [
  aboutContents(
    { id: 'CPIM-HDR-01', clause: 'RFC 4975 §13', statement: 'A wrapper in a session has From and To' },
    ({ cpim, bySend }) => cpim !== undefined && bySend,
    ({ cpim }) => {
      const missing = ['From', 'To'].filter(name => cpim && cpimValues(cpim, name).length === 0)
      return missing.length > 0 ? `it lacks ${missing.join(' and ')}` : undefined
    },
  ),
  aboutContents(
    { id: 'CPIM-HDR-02', clause: 'RFC 3862 §4.7', statement: 'Require names headers that the wrapper has' },
    ({ cpim }) => cpim !== undefined && cpimValues(cpim, 'Require').length > 0,
    ({ cpim }) => {
      const named = cpim ? cpimValues(cpim, 'Require').flatMap(value => value.split(',').map(name => name.trim())) : []
      const missing = named.filter(name => cpim?.headers.every(header => header.name !== name))
      return missing.length > 0 ? `${missing.join(', ')} is not there` : undefined
    },
  ),
  aboutContents(
    {
      id: 'IMDN-ASK-01',
      clause: 'RFC 5438 §7.1.1',
      statement: 'A message that asks for notifications has a Message-ID and a DateTime',
    },
    ({ cpim }) => cpim !== undefined && imdnRequestOf(cpim).dispositions.length > 0,
    ({ cpim }) => {
      const { messageId, dateTime } = cpim ? imdnRequestOf(cpim) : {}
      if (messageId === undefined) return 'it has no Message-ID'
      return dateTime === undefined ? 'it has no DateTime' : undefined
    },
  ),
  aboutNotifications(
    { id: 'IMDN-DOC-01', clause: 'RFC 5438 §11.1', statement: 'A notification is a valid IMDN document' },
    any,
    ({ parsed: { notification, violations } }) => {
      const [violation] = violations
      if (violation) return violation.message
      return notification ? undefined : 'nothing can be read from it'
    },
  ),
  aboutNotifications(
    {
      id: 'IMDN-HDR-01',
      clause: 'RFC 5438 §7.2.1',
      statement: 'A notification has a Message-ID of its own and asks for no notification',
    },
    isImdn,
    ({ cpim, parsed }) => {
      if (!cpim) return 'it is not wrapped in CPIM'
      const { messageId } = imdnRequestOf(cpim)
      if (messageId === undefined) return 'it has no Message-ID'
      if (messageId === parsed.notification?.messageId) return 'its Message-ID is that of the message'
      const asks = qualifiedHeaders(cpim).some(
        ({ namespace, name }) => namespace === imdnHeaderNamespace && name === 'Disposition-Notification',
      )
      return asks ? 'it asks for a notification' : undefined
    },
  ),
  aboutNotifications(
    {
      id: 'IMDN-HDR-02',
      clause: 'RFC 5438 §7.2.1.1, §11.1.8',
      statement: 'A notification has Content-Disposition: notification',
    },
    ({ cpim }) => cpim !== undefined,
    ({ cpim }) =>
      cpim && mimeValue(cpim, 'content-disposition')?.trim().toLowerCase() === 'notification'
        ? undefined
        : 'it has not',
  ),
  aboutNotifications(
    {
      id: 'IMDN-ASK-02',
      clause: 'RFC 5438 §7.2.1, §8.2',
      statement: 'A notification is about a message that came, is none itself, and asked for it',
    },
    ({ parsed }) => parsed.notification !== undefined,
    notification => {
      const { about } = notification
      if (!about?.cpim) return `no message has the Message-ID ${notification.parsed.notification?.messageId ?? ''}`
      if (isImdn(about)) return 'it answers a notification'
      const wanted = demanded(notification)
      return wanted && imdnRequestOf(about.cpim).dispositions.includes(wanted)
        ? undefined
        : `${wanted ?? 'it'} was not asked for`
    },
  ),
  aboutNotifications(
    {
      id: 'IMDN-ASK-03',
      clause: 'RFC 5438 §8.1',
      statement: 'One notification of a kind is sent for a message',
    },
    ({ parsed }) => parsed.notification !== undefined,
    ({ parsed, earlier }) =>
      earlier.includes(parsed.notification?.disposition.kind ?? '') ? 'there was one before' : undefined,
  ),
  aboutNotifications(
    {
      id: 'IMDN-DSP-01',
      clause: 'RFC 5438 §7.2.1.2',
      statement: 'No display is notified: the IMPS side has no read report',
    },
    ({ parsed }) => parsed.notification !== undefined,
    ({ parsed }) => (parsed.notification?.disposition.status === 'displayed' ? 'it says displayed' : undefined),
  ),
  aboutContents(
    { id: 'ISC-DOC-01', clause: 'RFC 3994 §6', statement: 'A composing indication is a valid document' },
    isComposing,
    ({ octets }) => parseIsComposing(octets).violations[0]?.message,
  ),
  aboutContents(
    {
      id: 'ISC-RFR-01',
      clause: 'RFC 3994 §3.2',
      level: 'should',
      statement: 'The refresh interval of a composing indication is not below 60 s',
    },
    content => isComposing(content) && parseIsComposing(content.octets).indication?.refresh !== undefined,
    ({ octets }) => {
      const refresh = parseIsComposing(octets).indication?.refresh ?? 60
      return refresh >= 60 ? undefined : `it is ${refresh} s`
    },
  ),
]
