import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import type { CommandSubject } from '../configuration.ts'
import { freePort } from './free-port.ts'
import { startCommand } from './start-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'iwf subject '))
after(() => rmSync(folder, { recursive: true, force: true }))

const host = '127.0.0.1'
const ports = { sip: await freePort(host), msrp: await freePort(host), ssp: await freePort(host) }
const addresses = {
  sip: { host, port: ports.sip },
  msrp: { host, port: ports.msrp },
  ssp: { host, port: ports.ssp },
}

/** Starts a program of one line of JavaScript; gives what was told of it as well. */
async function start(script: string, options: Partial<CommandSubject> = {}) {
  const events: string[] = []
  const subject: CommandSubject = {
    kind: 'command',
    command: [process.execPath, '-e', script],
    ready: { line: 'up' },
    ...options,
  }
  const values = { 'iwf.sip.port': ports.sip, 'imps.peers': [{ domain: 'imps.example' }] }
  const running = await startCommand(subject, values, addresses, folder, {
    event: (what, text) => void events.push(what === 'start' ? what : `${what} ${text}`.trim()),
  })
  return { running, events }
}

const forever = 'setInterval(() => {}, 1000)'
const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))

describe('a subject that is started from its command', () => {
  it('is ready by a line of its output, and stops when asked to', async () => {
    const { running, events } = await start(
      `process.on('SIGTERM', () => process.exit(0)); console.log('starting'); console.error('now up'); ${forever}`,
    )
    assert.ok(running.alive)
    await running.stop()
    assert.ok(!running.alive)
    assert.deepEqual(await running.exited, { code: 0, signal: null })
    assert.deepEqual(events.toSorted(), ['exit code 0', 'log now up', 'log starting', 'ready', 'start'])
  })

  it('is ready when it listens on its SIP port', async () => {
    const { running } = await start(`setTimeout(() => require('net').createServer().listen({{iwf.sip.port}}), 100)`, {
      ready: { tcp: 'sip' },
    })
    assert.ok(running.alive)
    await running.stop()
  })

  it('is ready when it answers a GET', async () => {
    const { running } = await start(
      `require('http').createServer((_, answer) => answer.end()).listen({{iwf.sip.port}})`,
      { ready: { url: `http://${host}:{{iwf.sip.port}}/health` } },
    )
    assert.ok(running.alive)
    await running.stop()
  })

  it('gets its files, with numbers and lists in JSON', async () => {
    const { running } = await start('', {
      command: [process.execPath, '-e', `console.log('up'); ${forever}`, '{{file.iwf.json}}', '{{file.iwf.ini}}'],
      files: {
        'iwf.json': { port: '{{iwf.sip.port}}', at: 'port {{iwf.sip.port}}', peers: '{{imps.peers}}' },
        'iwf.ini': 'port={{iwf.sip.port}}',
      },
    })
    await running.stop()
    assert.deepEqual(JSON.parse(readFileSync(join(folder, 'iwf.json'), 'utf8')), {
      port: ports.sip,
      at: `port ${ports.sip}`,
      peers: [{ domain: 'imps.example' }],
    })
    assert.equal(readFileSync(join(folder, 'iwf.ini'), 'utf8'), `port=${ports.sip}`)
  })

  it('is told about with its last words when it ends before it is ready', async () => {
    await assert.rejects(start(`console.error('licence expired'); process.exitCode = 7`), {
      code: 'subject-ended',
      message: 'the IWF ended with exit code 7 before it was ready; its last output: licence expired',
    })
  })

  it('is stopped when it does not become ready in time', async () => {
    await assert.rejects(start(`console.log(process.pid); ${forever}`, { startWithin: 400 }), error => {
      const { code, message } = error as { code: string; message: string }
      assert.equal(code, 'subject-not-ready')
      const pid = /within 400 ms; its last output: (\d+)$/.exec(message)?.[1]
      assert.ok(pid, message)
      assert.ok(!isAlive(Number(pid)))
      return true
    })
  })

  it('may not exist', async () => {
    await assert.rejects(start('', { command: ['/nowhere/iwf'] }), {
      code: 'command-not-found',
      message: 'cannot start the IWF: /nowhere/iwf: no such command',
    })
    await assert.rejects(start('', { cwd: '/nowhere' }), { message: /there is no folder \/nowhere/ })
  })

  it('is killed, and whatever it started with it, when it does not stop', async () => {
    const child = `process.on('SIGTERM', () => {}); ${forever}`
    const { running, events } = await start(
      `const child = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}])
       process.on('SIGTERM', () => {}); console.log('up'); console.log('child', child.pid); ${forever}`,
      { stopWithin: 100 },
    )
    while (!events.some(event => event.startsWith('log child'))) await new Promise(resolve => setImmediate(resolve))
    const pid = Number(events.find(event => event.startsWith('log child'))?.split(' ')[2])
    assert.ok(isAlive(pid))
    await running.stop()
    assert.equal((await running.exited).signal, 'SIGKILL')
    assert.ok(!isAlive(pid))
  })

  it('may write without end and without a line', async () => {
    const { running, events } = await start(`process.stdout.write('x'.repeat(300000)); console.log('up'); ${forever}`)
    await running.stop()
    const lines = events.filter(event => event.startsWith('log'))
    assert.ok(lines.length > 1)
    assert.equal(
      lines.reduce((sum, line) => sum + line.length - 4, 0),
      300_002,
    )
  })
})
