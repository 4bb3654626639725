import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { systemClock } from '../../../protocols/clock.ts'
import { projectBinding, metaInfoFor } from '../../../protocols/ssp/binding/project.ts'
import { statusOf, type Primitive, type Transaction } from '../../../protocols/ssp/document.ts'
import { SspEndpoint } from '../../../protocols/ssp/endpoint.ts'
import { status } from '../../../protocols/ssp/status.ts'
import { noTap } from '../../../protocols/wire/tap.ts'
import { noObserver } from '../../observer.ts'
import { Inbox } from '../../wait.ts'
import { programConfigurationFrom, ProgramConfigurationError } from './configuration.ts'
import { habits } from './habits.ts'
import { serveImps } from './serve-imps.ts'

const alice = 'wv:alice@sip.example'
const blocking = { blockInUse: true, blocked: true, grantInUse: false, granted: false }

const users = [
  { name: 'bob', echoes: true },
  { name: 'erin', online: false },
  { name: 'carol', lists: blocking },
]

/** An interworking function in the hands of a test, and the server that it talks to. */
async function connected(t: TestContext, differences: object = {}) {
  const came = new Inbox<Transaction>(systemClock, noObserver)
  const iwf = await SspEndpoint.open({
    domain: 'sip.example',
    listen: { host: '127.0.0.1', port: 0 },
    peers: {},
    tap: noTap,
    clock: systemClock,
    onRequest: ({ transaction }, reply) => {
      came.add(transaction)
      if (transaction.primitive.name !== 'SendMessageRequest') return 200
      void reply.answer({ name: 'SendMessageResponse', status: status(200) })
      return undefined
    },
  })
  t.after(() => iwf.close())
  const { host, port } = iwf.address
  const configuration = programConfigurationFrom({
    domain: 'imps.example',
    listen: { host: '127.0.0.1', port: 0 },
    iwf: { domain: 'sip.example', url: `http://${host}:${port}/` },
    users,
    ...differences,
  })
  const service = await serveImps(configuration, { tap: noTap, clock: systemClock })
  t.after(() => service.close())
  iwf.setPeer('imps.example', service.url)
  const ask = async (primitive: Primitive) => {
    const outcome = await iwf.request('imps.example', primitive, { within: 2000 }).outcome
    if (outcome.kind !== 'answer') throw new Error(outcome.because)
    return outcome.transaction.primitive
  }
  const next = (name: Primitive['name']) =>
    came.take(name, { ms: 2000, clause: 'the test' }, ({ primitive }) => primitive.name === name)
  return { ask, next }
}

const capability = (target: string) =>
  projectBinding.query({ about: 'capability', requester: alice, targets: [`wv:${target}@imps.example`] })

const message = (to: string): Primitive => ({
  name: 'SendMessageRequest',
  deliveryReport: true,
  metaInfo: metaInfoFor(alice),
  message: {
    messageId: 'm-1',
    contentType: 'text/plain',
    recipients: [{ user: { userId: `wv:${to}@imps.example` } }],
    sender: { user: { userId: alice } },
  },
  content: { contentType: 'text/plain', encoding: 'escaped', octets: Buffer.from('Hello') },
})

const codes = (primitive: Primitive) => {
  const given = statusOf(primitive)
  return [given?.code, ...(given?.details ?? []).map(({ code }) => code)]
}

describe('the IMPS server as a program', () => {
  it('answers capability queries from its directory', async t => {
    const { ask } = await connected(t)
    assert.deepEqual(codes(await ask(capability('bob'))), [200])
    assert.deepEqual(codes(await ask(capability('erin'))), [900, 533])
    assert.deepEqual(codes(await ask(capability('nobody'))), [900, 531])
  })

  it('takes messages, reports their delivery, and echoes', async t => {
    const { ask, next } = await connected(t)
    assert.deepEqual(codes(await ask(message('bob'))), [200])
    const { primitive: report } = await next('DeliveryStatusReport')
    assert.equal(report.name === 'DeliveryStatusReport' && report.message.messageId, 'm-1')
    const { primitive: echoed } = await next('SendMessageRequest')
    assert.equal(echoed.name === 'SendMessageRequest' && echoed.content?.octets.toString(), 'Hello')
  })

  it('refuses messages to users who block their author', async t => {
    const { ask } = await connected(t)
    assert.deepEqual(codes(await ask(message('carol'))), [900, 532])
  })

  it('refuses queries with 405 where it is to have none, and goes on with messages', async t => {
    const { ask } = await connected(t, { defects: ['server-without-queries'] })
    assert.deepEqual(codes(await ask(capability('bob'))), [405])
    assert.deepEqual(codes(await ask(message('bob'))), [200])
  })

  it('is understood with all habits of real servers', async t => {
    const { ask, next } = await connected(t, { habits: Object.keys(habits) })
    assert.deepEqual(codes(await ask(capability('nobody'))), [900, 427])
    assert.deepEqual(codes(await ask(message('bob'))), [200])
    await next('SendMessageRequest')
  })

  it('says what is wrong with its configuration', () => {
    const wrong = { domain: 'd', listen: { host: 'h', port: 0 }, iwf: { domain: 's', url: 'ftp:x' }, habits: ['lies'] }
    assert.throws(
      () => programConfigurationFrom(wrong),
      (error: unknown) =>
        error instanceof ProgramConfigurationError && /iwf\.url.*\n.*habits\.0: must be one of/s.test(error.message),
    )
    const twice = {
      ...wrong,
      iwf: { domain: 's', url: 'http://x/' },
      habits: [],
      users: [{ name: 'a' }, { name: 'A' }],
    }
    assert.throws(() => programConfigurationFrom(twice), /"a" occurs twice/)
  })

  it('says what it lacks for https', async () => {
    const iwf = { domain: 's', url: 'http://127.0.0.1:1/' }
    const right = { domain: 'd', listen: { host: '127.0.0.1', port: 0 }, iwf }
    const needsTls = { message: 'tls: https needs certificate, key and trust' }
    assert.throws(() => programConfigurationFrom({ ...right, scheme: 'https' }), needsTls)
    assert.throws(() => programConfigurationFrom({ ...right, iwf: { ...iwf, url: 'https://127.0.0.1:1/' } }), needsTls)
    const tls = { certificate: '/nowhere/c.pem', key: '/nowhere/k.pem', trust: '/nowhere/t.pem' }
    const unreadable = programConfigurationFrom({ ...right, scheme: 'https', tls })
    await assert.rejects(serveImps(unreadable, { tap: noTap, clock: systemClock }), {
      code: 'unreadable',
      message: /^tls\.certificate: cannot read \/nowhere\/c\.pem/,
    })
  })
})
