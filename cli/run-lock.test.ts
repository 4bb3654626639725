import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { readManifestOf } from '../reports/manifest.ts'
import { lockRun, refuseRunUnderWay } from './run-lock.ts'

let folder = ''
let lock = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'))
  lock = join(folder, 'run.lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

const gone = () => spawnSync(process.execPath, ['--version']).pid

describe('the lock of a run', () => {
  it('is held by one alone until that lets go, and is no evidence', async () => {
    const unlock = lockRun(folder)
    assert.throws(() => lockRun(folder), { code: 'run-under-way' })
    assert.throws(() => refuseRunUnderWay(folder), { message: new RegExp(`held by process ${process.pid}:`) })
    assert.deepEqual((await readManifestOf(folder)).files, [])
    unlock()
    assert.ok(!existsSync(lock))
    refuseRunUnderWay(folder)
    lockRun(folder)()
  })

  it('counts for nothing when its process is gone, and is taken over', () => {
    writeFileSync(lock, JSON.stringify({ pid: gone() }))
    refuseRunUnderWay(folder)
    lockRun(folder)
    assert.match(readFileSync(lock, 'utf8'), new RegExp(`"pid":${process.pid},`))
    assert.deepEqual(readdirSync(folder), ['run.lock'])
  })

  it('counts for nothing when another process has the id now', { skip: !existsSync('/proc/self/stat') }, () => {
    writeFileSync(lock, JSON.stringify({ pid: process.pid, started: '1' }))
    refuseRunUnderWay(folder)
    lockRun(folder)
  })

  it('that names no process is not passed over: it may just be written', () => {
    for (const text of ['', '{', 'null', '{"pid":-1}', '{"pid":"1"}']) {
      writeFileSync(lock, text)
      assert.throws(() => lockRun(folder), { message: /names no process.*if nothing works on it, remove .*run\.lock/ })
      assert.equal(readFileSync(lock, 'utf8'), text)
    }
  })
})
