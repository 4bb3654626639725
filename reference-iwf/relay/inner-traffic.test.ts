import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConnectionFacts } from '../../protocols/wire/tap.ts'
import { InnerTraffic } from './inner-traffic.ts'

const facts: ConnectionFacts = {
  owner: 'iwf',
  protocol: 'msrp',
  transport: 'tcp',
  role: 'opened',
  local: { host: '127.0.0.1', port: 40_000 },
  remote: { host: '127.0.0.1', port: 2855 },
}

const octets = (count: number) => Buffer.alloc(count)

/** Both ends of one connection, and whether it is drained of what was written until it was asked. */
function connected() {
  const traffic = new InnerTraffic()
  const relay = traffic.relayTap.open(facts)
  const endpoint = traffic.endpointTap.open({ ...facts, role: 'accepted', local: facts.remote, remote: facts.local })
  const asked = () => {
    const state = { drained: false }
    void traffic.drained(40_000).then(() => (state.drained = true))
    return async () => {
      await Promise.resolve()
      return state.drained
    }
  }
  return { relay, endpoint, asked }
}

test('what was written in either direction must have been taken, in whatever pieces', async () => {
  const { relay, endpoint, asked } = connected()
  endpoint.octets('sent', octets(10))
  relay.octets('sent', octets(20))
  const drained = asked()
  relay.octets('received', octets(4))
  endpoint.octets('received', octets(20))
  assert.equal(await drained(), false)
  relay.octets('received', octets(6))
  assert.equal(await drained(), true)
})

test('what is written later does not count', async () => {
  const { relay, endpoint, asked } = connected()
  endpoint.octets('sent', octets(10))
  const drained = asked()
  endpoint.octets('sent', octets(10))
  relay.octets('received', octets(10))
  assert.equal(await drained(), true)
})

test('where nothing is under way, or can be any more, nobody waits', async () => {
  const { relay, endpoint, asked } = connected()
  assert.equal(await asked()(), true)
  endpoint.octets('sent', octets(10))
  const drained = asked()
  assert.equal(await drained(), false)
  relay.reset('ECONNRESET')
  assert.equal(await drained(), true)
  assert.equal(await asked()(), true)
})
