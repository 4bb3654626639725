import { passwordDigest } from '../../../protocols/ssp/digest.ts'
import { LogScript } from '../../../trace/log-script.ts'
import { TOKEN, type RuleSamples } from './sample.ts'

const NS = 'http://www.openmobilealliance.org/DTD/WV-SSP1.3'
const OURS = '0123456789abcdef0123456789abcdef'
const THEIRS = 'fedcba9876543210fedcba9876543210'
const IWF_ID = '7@sip.example'

type Mode = 'Request' | 'Response'

const document = (content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><WV-SSP-Message xmlns="${NS}">${content}</WV-SSP-Message>`
const setUp = (mode: Mode, id: string, primitive: string): string =>
  document(`<SetupTransaction mode="${mode}" transactionID="${id}">${primitive}</SetupTransaction>`)
/** A document of a session. */
export const session = (sessionId: string, mode: Mode, id: string, primitive: string): string =>
  document(
    `<Session sessionID="${sessionId}"><Transaction mode="${mode}" transactionID="${id}">${primitive}</Transaction></Session>`,
  )

/** What one set-up of the implementation says; the peer's part is always right. */
interface SetUp {
  readonly service?: string
  readonly secret?: string
  readonly login?: string
  readonly digest?: string
  readonly peerDigest?: string
  readonly issued?: string
  readonly unfinished?: boolean
}

/** The implementation opens a session with the IMPS server (`imps-ssp` §5.1). The token makes it the execution's. */
export function opened(
  {
    service = 'wv:@sip.example',
    secret = OURS,
    login = `${TOKEN}-a`,
    digest = passwordDigest(Buffer.from(THEIRS)),
    peerDigest = passwordDigest(Buffer.from(OURS)),
    issued = IWF_ID,
    unfinished = false,
  }: SetUp = {},
  log = new LogScript().begin('A-01', TOKEN),
): LogScript {
  const id = `${TOKEN}-a`
  const token = (of: string, value: string) =>
    `<SendSecretToken serviceID="${of}"><SecretToken>${value}</SecretToken></SendSecretToken>`
  const proof = (of: string, value: string) =>
    `<LoginRequest serviceID="${of}"><PasswordDigest encoding="base64">${value}</PasswordDigest></LoginRequest>`
  const accepted = (of: string) => `<LoginResponse sessionID="${of}"><Status code="200"/></LoginResponse>`
  log.ssp('iwf', setUp('Request', id, token(service, secret)))
  log.ssp('imps', setUp('Response', `${TOKEN}-b`, token('wv:@imps.example', THEIRS)))
  log.ssp('iwf', setUp('Request', login, proof(service, digest)))
  log.ssp('imps', setUp('Response', id, proof('wv:@imps.example', peerDigest)))
  log.ssp('iwf', setUp('Request', id, accepted(issued)))
  if (!unfinished) log.ssp('imps', setUp('Response', id, accepted('9@imps.example')))
  return log
}

const ALICE = `wv:alice-${TOKEN}@sip.example`
const BOB = `wv:bob-${TOKEN}@imps.example`

interface Message {
  readonly id?: string
  readonly requester?: string
  readonly sender?: string
  readonly recipient?: string
  readonly size?: number
  readonly text?: string
  readonly report?: boolean
}

const message = ({
  id = 'm1',
  requester = ALICE,
  sender = ALICE,
  recipient = BOB,
  size = 5,
  text = 'Hello',
  report = false,
}: Message = {}): string =>
  `<SendMessageRequest deliveryReport="${report ? 'Yes' : 'No'}"><MetaInfo clientOriginated="Yes"><Requestor serviceID="wv:@sip.example">` +
  `<User userID="${requester}"/></Requestor></MetaInfo><MessageInfo messageID="${id}" contentSize="${size}">` +
  `<Recipient><User userID="${recipient}"/></Recipient><Sender><User userID="${sender}"/></Sender></MessageInfo>` +
  `<ContentData contentType="text/plain">${text}</ContentData></SendMessageRequest>`
const fromBob = (report: boolean): string => message({ requester: BOB, sender: BOB, recipient: ALICE, report })
const answer = (id = 'm1', code = 200, detail = '') =>
  `<SendMessageResponse messageID="${id}"><Status code="${code}">${detail}</Status></SendMessageResponse>`
const status = (code: number) => `<Status code="${code}"/>`

/** A session, and requests of the implementation in it under ids of their own, or these. */
const sends =
  (...primitives: readonly (string | readonly [id: string, primitive: string])[]) =>
  () => {
    const log = opened()
    for (const [index, one] of primitives.entries()) {
      const [id, primitive] = typeof one === 'string' ? ([`${TOKEN}-${index}`, one] as const) : one
      log.ssp('iwf', session(IWF_ID, 'Request', id, primitive))
    }
    return log
  }
/** A session, a request of the server, and the answer of the implementation. */
const answers =
  (asked: string, answered: string, id = 't1') =>
  () => {
    const log = opened()
    log.ssp('imps', session('9@imps.example', 'Request', 't1', asked))
    log.ssp('iwf', session(IWF_ID, 'Response', id, answered))
    return log
  }
/** A session, a message of the server, and a delivery report. */
const reports = (asked: boolean) => () => {
  const log = opened()
  log.ssp('imps', session('9@imps.example', 'Request', 't1', fromBob(asked)))
  const info = `<MessageInfo messageID="m1"><Recipient><User userID="${BOB}"/></Recipient><Sender><User userID="${ALICE}"/></Sender></MessageInfo>`
  const meta = `<MetaInfo clientOriginated="Yes"><Requestor serviceID="wv:@sip.example"><User userID="${ALICE}"/></Requestor></MetaInfo>`
  const report = `<DeliveryStatusReport>${meta}<DeliveryResult><Status code="200"/></DeliveryResult>${info}</DeliveryStatusReport>`
  log.ssp('iwf', session(IWF_ID, 'Request', `${TOKEN}-r`, report))
  return log
}
/** A capability query about a user. */
export const query = (target: string) =>
  `<GetClientCapabilityRequest><MetaInfo clientOriginated="Yes"><Requestor serviceID="wv:@sip.example"><User userID="${ALICE}"/>` +
  `</Requestor></MetaInfo><UserID userID="${target}"/></GetClientCapabilityRequest>`

const begun =
  (parts: SetUp = {}) =>
  () =>
    opened(parts)
/** Another set-up, which issues the same session id. */
function again(): LogScript {
  const log = opened()
  const accepted = `<LoginResponse sessionID="${IWF_ID}"><Status code="200"/></LoginResponse>`
  log.ssp('iwf', setUp('Request', `${TOKEN}-c`, accepted))
  return log
}
const right = sends(message())

/** The message, posted with this start of the head. */
const posted = (head: string) => () => {
  const log = opened()
  const text = session(IWF_ID, 'Request', `${TOKEN}-1`, message())
  log.stream('http', 'in', 'received', `${head}Content-Length: ${text.length}\r\n\r\n${text}`, 'accepted')
  return log
}
const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.wv.ssp'

/** Two traces for each rule of `judge/rules/ssp`. */
export const sspSamples: RuleSamples = {
  'SSP-TID-01': { right: answers(fromBob(false), answer()), wrong: answers(fromBob(false), answer(), `${TOKEN}-2`) },
  'SSP-TID-02': {
    right: sends([`${TOKEN}-1`, message()], [`${TOKEN}-1`, message()]),
    wrong: sends([`${TOKEN}-1`, message()], [`${TOKEN}-1`, message({ id: 'm2' })]),
  },
  'SSP-TID-03': { right, wrong: sends(['x'.repeat(129), message()]) },
  'SSP-ANS-01': { right: answers(fromBob(false), answer()), wrong: answers(query(ALICE), answer()) },
  'SSP-ANS-02': { right: answers(fromBob(false), answer()), wrong: answers(fromBob(false), answer('m2')) },
  'SSP-ANS-03': {
    right: answers(`<InventedRequest for="${TOKEN}"/>`, status(405)),
    wrong: answers(`<InventedRequest for="${TOKEN}"/>`, status(200)),
  },
  'SSP-STS-01': {
    right: answers(fromBob(false), answer('m1', 900, '<DetailedResult code="531"/>')),
    wrong: answers(fromBob(false), answer('m1', 900)),
  },
  'SSP-STS-02': { right: answers(fromBob(false), answer()), wrong: answers(fromBob(false), answer('m1', 302)) },
  'SSP-HTTP-01': { right, wrong: posted('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\n') },
  'SSP-HTTP-02': { right, wrong: posted(`PUT${HEAD.slice(4)}+xml\r\n`) },
  'SSP-HTTP-03': { right, wrong: posted(`${HEAD}.xml\r\n`) },
  'SSP-HTTP-04': {
    right: posted(`${HEAD}+xml\r\nx-wv-sessionid: ${IWF_ID}\r\n`),
    wrong: posted(`${HEAD}+xml\r\nx-wv-sessionid: 8@sip.example\r\n`),
  },
  'SSP-SES-01': {
    right,
    wrong: () => {
      const log = opened()
      log.ssp('iwf', session('8@sip.example', 'Request', `${TOKEN}-1`, message()))
      return log
    },
  },
  'SSP-SES-02': {
    right,
    wrong: () => {
      const log = opened({ unfinished: true })
      log.ssp('iwf', session(IWF_ID, 'Request', `${TOKEN}-1`, message()))
      return log
    },
  },
  'SSP-SES-03': { right: begun(), wrong: begun({ issued: '7@elsewhere.example' }) },
  'SSP-SES-04': { right: begun(), wrong: again },
  'SSP-SET-01': { right: begun(), wrong: begun({ digest: passwordDigest(Buffer.from('other')) }) },
  'SSP-SET-02': { right: begun(), wrong: begun({ login: `${TOKEN}-x` }) },
  'SSP-SET-03': { right: begun(), wrong: begun({ service: 'wv:@elsewhere.example' }) },
  'SSP-SET-04': { right: begun(), wrong: begun({ secret: 'short' }) },
  'SSP-SET-05': { right: begun(), wrong: begun({ peerDigest: passwordDigest(Buffer.from('other')) }) },
  'SSP-PRM-01': { right, wrong: sends(`<CreateGroupRequest groupID="wv:${TOKEN}/x@imps.example"/>`) },
  'SSP-META-01': { right, wrong: sends(message({ requester: BOB, sender: BOB })) },
  'SSP-META-02': { right, wrong: sends(message({ sender: 'wv:mallory@sip.example' })) },
  'SSP-QRY-01': { right: sends(query(BOB)), wrong: sends(query('wv:bob@other.example')) },
  'SSP-MSG-01': { right, wrong: sends(message({ size: 6 })) },
  'SSP-MSG-02': { right, wrong: sends(message(), message({ text: 'Other' })) },
  'SSP-MSG-03': { right, wrong: sends(message({ recipient: BOB.slice(3) })) },
  'SSP-DSR-01': { right: reports(true), wrong: reports(false) },
}
