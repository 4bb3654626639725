import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import type { SetUpDocument } from './document.ts'
import { acceptorReceives, acceptSetUp, beginSetUp, initiatorReceives, stepOf, type SetUpParties } from './set-up.ts'
import { status } from './status.ts'

const a: SetUpParties = {
  localDomain: 'a.example',
  remoteDomain: 'b.example',
  localSessionId: '1@a.example',
  secret: Buffer.from('secret of a'),
  timeToLive: 86_400,
}
const b: SetUpParties = {
  localDomain: 'b.example',
  remoteDomain: 'a.example',
  localSessionId: '2@b.example',
  secret: Buffer.from('secret of b'),
  timeToLive: 86_400,
}

/** Both machines against each other, up to and including a step; what is sent can be changed on its way. */
function play(alter: (step: number, document: SetUpDocument) => SetUpDocument = (_, document) => document) {
  const begun = beginSetUp(a, 'a-1')
  const one = alter(1, begun.send)
  assert.ok(one.primitive.name === 'SendSecretToken')
  const accepted = acceptSetUp(b, one.primitive.secret.octets, 'b-9')
  const three = initiatorReceives(begun.state, a, 'a-1', alter(2, accepted.send))
  if (three?.kind !== 'next') return { initiator: three }
  const four = acceptorReceives(accepted.state, b, 'a-1', alter(3, three.send))
  if (four?.kind !== 'next') return { acceptor: four }
  const five = initiatorReceives(three.state, a, 'a-1', alter(4, four.send))
  if (five?.kind !== 'next') return { initiator: five }
  const six = acceptorReceives(four.state, b, 'a-1', alter(5, five.send))
  if (six?.kind !== 'opened' || !six.send) return { acceptor: six }
  const done = initiatorReceives(five.state, a, 'a-1', alter(6, six.send))
  return { initiator: done, acceptor: six, five, four, three }
}
const replaced = (step: number, change: (document: SetUpDocument) => SetUpDocument) =>
  play((at, document) => (at === step ? change(document) : document))

describe('session set-up', () => {
  it('goes through six messages, and each side ends up with both ids', () => {
    const steps: string[] = []
    const { initiator, acceptor } = play((step, document) => {
      steps.push(`${step}=${stepOf(document)} ${document.mode} ${document.transactionId} ${document.primitive.name}`)
      return document
    })
    assert.deepEqual(steps, [
      '1=1 Request a-1 SendSecretToken',
      '2=2 Response b-9 SendSecretToken',
      '3=3 Request a-1 LoginRequest',
      '4=4 Response a-1 LoginRequest',
      '5=5 Request a-1 LoginResponse',
      '6=6 Response a-1 LoginResponse',
    ])
    assert.equal(initiator?.kind === 'opened' && initiator.remoteId, '2@b.example')
    assert.equal(acceptor?.kind === 'opened' && acceptor.remoteId, '1@a.example')
  })

  it('takes an echoed id in step 2 as well', () => {
    const { initiator } = replaced(2, document => ({ ...document, transactionId: 'a-1' }))
    assert.equal(initiator?.kind, 'opened')
  })

  it('fails at the acceptor on a wrong digest, which it answers with 409', () => {
    const { acceptor } = replaced(3, document => ({
      ...document,
      primitive: { name: 'LoginRequest', serviceId: 'wv:@a.example', digest: 'AAAAAAAAAAAAAAAAAAAAAA==' },
    }))
    assert.ok(acceptor?.kind === 'failed' && acceptor.code === 'wrong-digest')
    const { send } = acceptor
    assert.ok(send?.primitive.name === 'LoginResponse')
    assert.deepEqual([send.mode, send.transactionId, send.primitive.status.code], ['Response', 'a-1', 409])
  })

  it('fails at the initiator on a wrong digest', () => {
    const { initiator } = replaced(4, document => ({
      ...document,
      primitive: { name: 'LoginRequest', serviceId: 'wv:@b.example', digest: '' },
    }))
    assert.ok(initiator?.kind === 'failed' && initiator.code === 'wrong-digest')
    assert.equal(initiator.send?.mode, 'Request')
  })

  it('is refused by a LoginResponse with an error at any time', () => {
    const refusal = (document: SetUpDocument): SetUpDocument => ({
      ...document,
      transactionId: 'a-1',
      primitive: { name: 'LoginResponse', status: status(403) },
    })
    for (const step of [2, 4, 6]) {
      const { initiator } = replaced(step, refusal)
      assert.ok(initiator?.kind === 'failed', `step ${step}`)
      assert.deepEqual([initiator.code, initiator.status], ['refused', 403])
    }
    const { acceptor } = replaced(5, refusal)
    assert.equal(acceptor?.kind === 'failed' && acceptor.status, 403)
  })

  it('treats a redirection as a failure', () => {
    const redirect = { name: 'LoginResponse', sessionId: '2@b.example', status: status(302) } as const
    assert.equal(replaced(6, document => ({ ...document, primitive: redirect })).initiator?.kind, 'failed')
  })

  it('fails on a session id that is not of the peer', () => {
    const foreign = { name: 'LoginResponse', sessionId: '2@c.example', status: status(200) } as const
    const { initiator } = replaced(6, document => ({ ...document, primitive: foreign }))
    assert.equal(initiator?.kind === 'failed' && initiator.code, 'wrong-session-id')
  })

  it('ignores what belongs to another set-up', () => {
    const strange = (document: SetUpDocument) => ({ ...document, transactionId: 'x' })
    assert.equal(replaced(3, strange).acceptor, undefined)
    assert.equal(replaced(4, strange).initiator, undefined)
    const { primitive } = beginSetUp({ ...b, localDomain: 'c.example' }, 'c').send
    assert.equal(replaced(2, document => ({ ...document, primitive })).initiator, undefined)
  })

  it('answers repeated steps 3 and 5 again', () => {
    const { acceptor, five, four, three } = play()
    assert.ok(acceptor?.kind === 'opened' && five && four)
    const again4 = acceptorReceives(four.state, b, 'a-1', three.send)
    assert.deepEqual(again4?.kind === 'next' && again4.send, four.send)
    const again6 = acceptorReceives(acceptor.state, b, 'a-1', five.send)
    assert.deepEqual(again6?.kind === 'next' && again6.send, acceptor.send)
  })
})
