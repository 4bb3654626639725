import type { Clock } from '../../../protocols/clock.ts'
import { bindingNamed } from '../../../protocols/ssp/binding/registry.ts'
import { metaInfoFor } from '../../../protocols/ssp/binding/project.ts'
import type { QueryResult, Recognised } from '../../../protocols/ssp/binding/binding.ts'
import type { Primitive, SendMessageRequest } from '../../../protocols/ssp/document.ts'
import type { IncomingRequest, Reply } from '../../../protocols/ssp/endpoint-types.ts'
import { SspEndpoint } from '../../../protocols/ssp/endpoint.ts'
import { meaningOf, status, succeeded } from '../../../protocols/ssp/status.ts'
import type { Tap } from '../../../protocols/wire/tap.ts'
import { answerBlock, answerCapability, answerMessage } from '../answering.ts'
import { Directory, isOnline, type DirectoryEntry } from '../directory.ts'
import type { ProgramConfiguration, ProgramUser } from './configuration.ts'
import { writeWith } from './habits.ts'
import type { ServerDefect } from './server-defects.ts'
import { readTls } from './tls-files.ts'

/** Milliseconds that the interworking function has for each answer and each step of session set-up. */
const ANSWER_WITHIN = 10_000

export interface ImpsService {
  readonly url: string
  close(): Promise<void>
}

export interface ImpsServiceSurroundings {
  readonly tap: Tap
  readonly clock: Clock
}

interface Resident extends DirectoryEntry {
  readonly user: ProgramUser
}

const stranger = { online: true, clients: [], echoes: false } as const

function residentOf(user: ProgramUser, domain: string, listless: boolean, uri = `wv:${user.name}@${domain}`): Resident {
  const { online, clients, lists, listsFor } = user
  const access = listless ? {} : { ...(lists ? { lists } : {}), ...(listsFor ? { listsFor } : {}) }
  return { uri, user, data: { online, clients, ...access } }
}

/** The answer, with what the lists of everybody else say. */
const leaking = (result: QueryResult, directory: Directory<Resident>): QueryResult => ({
  ...result,
  blocks: [
    ...result.blocks,
    ...directory
      .all()
      .filter(({ uri }) => result.blocks.every(({ userId }) => userId !== uri))
      .map(({ uri }) => ({ userId: uri, blocked: true, granted: false })),
  ],
})

/**
 * An IMPS server that nobody scripts: it answers from its directory, reports deliveries and lets some users echo what
 * they get. Rejects with a `WireError` when the port is taken, an `UnknownBindingError`, or a
 * `ProgramConfigurationError` for a file of TLS that cannot be read.
 */
export async function serveImps(
  configuration: ProgramConfiguration,
  { tap, clock }: ImpsServiceSurroundings,
): Promise<ImpsService> {
  const { domain, iwf } = configuration
  const has = (defect: ServerDefect) => configuration.defects.includes(defect)
  const binding = bindingNamed(configuration.binding)
  const directory = new Directory<Resident>(domain)
  for (const user of configuration.users) directory.add(residentOf(user, domain, has('server-ignores-lists')))
  const anybody = (address: string) => residentOf({ name: 'anybody', ...stranger }, domain, false, address)
  const find = (address: string) =>
    directory.find(address) ?? (has('server-knows-everybody') ? anybody(address) : undefined)
  const askedBefore = new Set<string>()
  let echoes = 0

  const send = (primitive: Primitive): void => {
    const within = ANSWER_WITHIN
    if (!has('server-never-logs-in')) void endpoint.request(iwf.domain, primitive, { within })
    else if (endpoint.sessions.all().length > 0)
      void endpoint.request(iwf.domain, primitive, { within, recover: false })
  }

  const delivered = (request: SendMessageRequest, { uri, data, user }: Resident): void => {
    const author = request.message.sender?.user?.userId
    if (author === undefined) return
    const wanted = request.deliveryReport || has('server-reports-unasked')
    if (wanted && isOnline(data) && !has('server-reports-nothing'))
      send(deliveryReport(uri, author, request.message.messageId))
    if (user.echoes && request.content)
      send(echo(uri, author, `echo-${++echoes}-${request.message.messageId ?? ''}`, request.content))
  }

  const takeMessage = (request: SendMessageRequest, { targets, requester = '' }: Recognised, reply: Reply): void => {
    if (has('server-demands-queries') && !askedBefore.has(requester)) {
      void reply.answer({ name: 'Status', status: status(403, { description: meaningOf(403) }) })
      return
    }
    const answer = answerMessage(request, binding.recognise(request), find)
    const taken = targets.flatMap(target => find(target) ?? [])
    void reply.answer(answer).then(() => {
      if (answer.name !== 'SendMessageResponse' || !succeeded(answer.status)) return
      const failed = new Set(answer.status.details.flatMap(({ users }) => users))
      for (const resident of taken) if (!failed.has(resident.uri)) delivered(request, resident)
    })
  }

  const answerQuery = (primitive: Primitive, recognised: Recognised, reply: Reply): number | undefined => {
    if (has('server-without-queries')) return 405
    if (recognised.requester !== undefined) askedBefore.add(recognised.requester)
    const answer = recognised.primitive === 'block' ? answerBlock : answerCapability
    const result = answer(recognised, find)
    void reply.answer(binding.answer(primitive, has('server-leaks-lists') ? leaking(result, directory) : result))
    return undefined
  }

  const onRequest = ({ transaction }: IncomingRequest, reply: Reply): number | undefined => {
    const { primitive } = transaction
    const recognised = binding.recognise(primitive)
    switch (recognised.primitive) {
      case 'capability':
      case 'block':
        return answerQuery(primitive, recognised, reply)
      case 'message':
        if (primitive.name !== 'SendMessageRequest') return 405
        takeMessage(primitive, recognised, reply)
        return undefined
      case 'report':
        return 200
      case 'other':
        if (!has('server-ignores-the-unknown')) return 405
        reply.nothing()
        return undefined
    }
  }

  const endpoint = await SspEndpoint.open({
    domain,
    listen: configuration.listen,
    scheme: configuration.scheme,
    tls: readTls(configuration),
    peers: { [iwf.domain]: iwf.url },
    tap,
    clock,
    answerMode: configuration.answerMode,
    checkDomains: !has('server-takes-foreign-senders'),
    write: writeWith(configuration.habits),
    onRequest,
    hooks: {
      receivedSetUp: step => (step === 3 && has('server-refuses-every-gateway') ? 'close' : undefined),
    },
  })
  return {
    url: endpoint.url,
    close: () => endpoint.close(),
  }
}

/** Sender is who received the message, recipient its author (`imps-ssp` §8.3). */
const deliveryReport = (receiver: string, author: string, messageId: string | undefined): Primitive => ({
  name: 'DeliveryStatusReport',
  metaInfo: metaInfoFor(receiver),
  result: status(200, { description: meaningOf(200) }),
  deliveryTime: now(),
  message: {
    ...(messageId === undefined ? {} : { messageId }),
    recipients: [{ user: { userId: author } }],
    sender: { user: { userId: receiver } },
  },
})

const echo = (
  from: string,
  to: string,
  messageId: string,
  content: NonNullable<SendMessageRequest['content']>,
): Primitive => ({
  name: 'SendMessageRequest',
  deliveryReport: false,
  metaInfo: metaInfoFor(from),
  message: {
    messageId,
    ...(content.contentType === undefined ? {} : { contentType: content.contentType }),
    contentSize: content.octets.length,
    recipients: [{ user: { userId: to } }],
    sender: { user: { userId: from } },
    dateTime: now(),
  },
  content: { ...content, encoding: 'base64' },
})

/** In the form of SSP: without fractions of a second. */
const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z')
