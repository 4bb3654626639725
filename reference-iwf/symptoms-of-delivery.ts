import { capabilityList } from '../protocols/ssp/capability-list.ts'
import { status } from '../protocols/ssp/status.ts'
import type { SendMessageRequest } from '../protocols/ssp/document.ts'
import { tagOf } from '../protocols/sip/tag.ts'
import { pause, type Loopback, type SimplePeer } from './loopback.ts'

/**
 * What shows of the defects in the way from IMPS users to SIMPLE users, each on a world whose IWF has it: for
 * `defects.test.ts`.
 */
export const symptomsOfDelivery: Readonly<Record<string, (world: Loopback) => Promise<boolean>>> = {
  'copies-sip-status': async ({ alice, imps }) => {
    const sending = imps.message('ping')
    alice.answer(await alice.requests.next(), 480)
    return (await sending).code === 480
  },
  'hides-sip-failure': async ({ alice, imps }) => {
    const sending = imps.message('ping')
    alice.answer(await alice.requests.next(), 404)
    return (await sending).code === 200
  },
  'overlapping-messages': async ({ alice, imps }) => {
    const sending = ['one', 'two'].map(text => imps.message(text))
    const first = await alice.requests.next()
    await pause(50)
    const overlapped = alice.requests.count > 0
    alice.answer(first, 200)
    alice.answer(await alice.requests.next(), 200)
    await Promise.all(sending)
    return overlapped
  },
  crosstalk: async ({ alice, imps }) => {
    const call = await alice.session()
    const sending = imps.message('for carol', { recipients: [{ user: { userId: 'wv:carol@sip.example' } }] })
    await pause(50)
    const crossed = call.messages.count > 0
    if (!crossed) alice.answer(await alice.requests.next(), 200)
    await sending
    return crossed
  },
  'first-recipient-only': async ({ alice, imps }) => {
    const recipients = ['alice', 'carol'].map(name => ({ user: { userId: `wv:${name}@sip.example` } }))
    const sending = imps.message('to both', { recipients })
    alice.answer(await alice.requests.next(), 200)
    await pause(50)
    const served = alice.requests.count > 0
    if (served) alice.answer(await alice.requests.next(), 200)
    await sending
    return !served
  },
  'one-fork-acknowledged': async ({ alice, imps }) => {
    imps.message('long '.repeat(1000)).catch(() => undefined)
    const invite = await alice.requests.next()
    for (let branch = 0; branch < 2; branch++) accept(alice, invite)
    await pause(50)
    const acknowledged = new Set<string | undefined>()
    while (alice.acks.count > 0) acknowledged.add(tagOf((await alice.acks.next()).message, 'to'))
    return acknowledged.size === 1
  },
  'leaves-glare-pending': async ({ alice, imps }) => {
    imps.message('long '.repeat(1000)).catch(() => undefined)
    const invite = await alice.requests.next()
    alice.answer(invite, 180)
    await alice.session()
    await pause(50)
    const cancelled = alice.requests.count > 0
    alice.answer(invite, 487)
    return !cancelled
  },
  'sends-while-inactive': async ({ alice, imps }) => {
    const call = await alice.session()
    const inactive = alice.offer('active', call.msrp).toString().replace('a=sendrecv', 'a=inactive')
    await call.within('INVITE', { headers: [['Content-Type', 'application/sdp']], body: Buffer.from(inactive) })
    imps.message('on hold').catch(() => undefined)
    await pause(50)
    return call.messages.count > 0
  },
  'ignores-accept-types': async ({ alice, imps }) => {
    const call = await alice.session({ acceptTypes: ['text/plain'] })
    imps.request(picture()).catch(() => undefined)
    await pause(50)
    return call.messages.count > 0
  },
  'binary-truncated': async ({ alice, imps }) => {
    imps.behaviour = primitive =>
      primitive.name === 'GetClientCapabilityRequest'
        ? {
            name: 'GetClientCapabilityResponse',
            status: status(200),
            clients: [
              {
                userId: 'wv:bob@imps.example',
                online: true,
                capabilities: capabilityList({ contentTypes: [{ type: 'image/png' }] }),
              },
            ],
            blocks: [],
          }
        : undefined
    const call = await alice.session({ acceptTypes: ['message/cpim', 'image/png'] })
    const head = 'From: <sip:a@x>\r\nTo: <sip:b@y>\r\n\r\nContent-Type: image/png\r\n\r\n'
    await call.send(`${head}one\0two`, { contentType: 'message/cpim' }).outcome
    for (;;) {
      const primitive = await imps.requests.next()
      if (primitive.name === 'SendMessageRequest') return primitive.content?.octets.toString() === 'one'
    }
  },
}

function accept(alice: SimplePeer, invite: Parameters<SimplePeer['answer']>[0]): void {
  const contact = `<sip:alice@${alice.transport.address.host}:${alice.transport.address.port}>`
  const headers = [
    ['Contact', contact],
    ['Content-Type', 'application/sdp'],
  ] as const
  alice.answer(invite, 200, headers, alice.offer('passive', alice.msrp.createSession()))
}

const picture = (): SendMessageRequest => ({
  name: 'SendMessageRequest',
  deliveryReport: false,
  metaInfo: { clientOriginated: true, user: { userId: 'wv:bob@imps.example' } },
  message: {
    messageId: 'picture',
    recipients: [{ user: { userId: 'wv:alice@sip.example' } }],
    sender: { user: { userId: 'wv:bob@imps.example' } },
  },
  content: { contentType: 'image/png', encoding: 'base64', octets: Buffer.from([0x89, 0]) },
})
