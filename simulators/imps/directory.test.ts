import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accepted, accessOf, Directory, isOnline, type DirectoryEntry } from './directory.ts'
import type { AccessLists } from './interface.ts'

const entry = (uri: string): DirectoryEntry => ({ uri, data: {} })
const blocking: AccessLists = { blockInUse: true, blocked: true, grantInUse: false, granted: false }

describe('the directory of an IMPS domain', () => {
  it('finds users as IMPS compares addresses: without case, with wv: or without, with the domain or without', () => {
    const directory = new Directory<DirectoryEntry>('imps.example')
    const bob = entry('wv:bob@imps.example')
    directory.add(bob)
    for (const address of ['wv:bob@imps.example', 'WV:Bob@IMPS.example', 'bob@imps.example', 'wv:bob', 'bob'])
      assert.equal(directory.find(address), bob, address)
    for (const address of ['wv:bob@other.example', 'wv:bobby@imps.example', '', 'wv:', '@imps.example'])
      assert.equal(directory.find(address), undefined, address)
  })

  it('keeps the latest holder of a name, whoever is removed afterwards', () => {
    const directory = new Directory<DirectoryEntry>('imps.example')
    const [former, latter] = [entry('wv:bob@imps.example'), entry('wv:BOB@imps.example')]
    directory.add(former)
    directory.add(latter)
    directory.remove(former)
    assert.deepEqual(directory.all(), [latter])
    directory.remove(latter)
    assert.deepEqual(directory.all(), [])
  })
})

describe('what the directory says of a user', () => {
  it('is that he is online and lets everybody write, unless it says otherwise', () => {
    assert.equal(isOnline({}), true)
    assert.equal(isOnline({ online: false }), false)
    assert.equal(accepted({}, 'wv:alice@sip.example'), true)
  })

  it('is the effect of his lists on the sender: those for the sender where there are any, else those for all', () => {
    const data = { lists: blocking, listsFor: { 'wv:alice@sip.example': { ...blocking, blocked: false } } }
    assert.equal(accepted(data, 'wv:eve@sip.example'), false)
    assert.equal(accepted(data, 'WV:ALICE@sip.example'), true)
    assert.equal(accepted(data, ''), false)
    assert.deepEqual(accessOf(data, 'wv:eve@sip.example'), { blocked: true, granted: true })
  })
})
