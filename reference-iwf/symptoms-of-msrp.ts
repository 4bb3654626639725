import { msrpUri, serialiseMsrpUri } from '../protocols/msrp/uri.ts'
import { Dialog } from '../protocols/sip/dialog.ts'
import { pause, type Loopback } from './loopback.ts'

/** What shows of the defects in the MSRP of sessions, each on a world whose IWF has it: for `defects.test.ts`. */
export const symptomsOfMsrp: Readonly<Record<string, (world: Loopback) => Promise<boolean>>> = {
  'guessable-session-id': async ({ alice }) => (await alice.call().finals.next()).body.includes('/session-of-'),
  'path-shortened': async ({ alice, imps }) => {
    const relay = msrpUri('127.0.0.1', 9, 'relay')
    let arrived = false
    const own = alice.msrp.createSession({ relays: [relay] }, { message: () => (arrived = true) })
    const path = serialiseMsrpUri(own.localUri)
    const offer = alice
      .offer('active', own)
      .toString()
      .replace(path, `${serialiseMsrpUri(relay)} ${path}`)
    await alice.session({ body: Buffer.from(offer) })
    void imps.message('Hi').catch(() => undefined)
    await pause(50)
    return !arrived
  },
  'adds-transfer-encoding': async ({ alice, imps }) => {
    const call = await alice.session()
    void imps.message('Hi').catch(() => undefined)
    const { request } = (await call.messages.next()).last
    return request.headers.some(({ name }) => name === 'Content-Transfer-Encoding')
  },
  'active-without-connecting': async ({ alice }) => {
    const call = alice.call({ setup: 'passive' })
    const answer = await call.finals.next()
    await alice.transport.send(Dialog.ofClient(call.invite, answer, alice.endpoint).makeAck(answer), alice.iwf)
    await pause(50)
    return alice.msrp.connections === 0
  },
  'report-ignored': async ({ alice, imps }) => {
    const call = await alice.session({ withoutReports: true })
    void imps.message('Hi').catch(() => undefined)
    const message = await call.messages.next()
    message.report(408)
    await pause(50)
    return alice.requests.count === 0
  },
  'ignores-connection-loss': async ({ alice }) => {
    const call = await alice.session()
    call.msrp.connection?.stream.reset()
    await pause(50)
    return alice.requests.count === 0
  },
  'hides-msrp-failure': async ({ alice, imps }) => {
    const call = await alice.session()
    call.msrp.user = { chunk: chunk => void chunk.respond(400) }
    return (await imps.message('Hi')).code === 200
  },
}
