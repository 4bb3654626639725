import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it, type TestContext } from 'node:test'
import { freePort } from '../engine/subject/free-port.ts'
import { temporaryFolder } from './run-harness.ts'

const root = join(import.meta.dirname, '..')
const host = '127.0.0.1'

/** A program of this repository, and the lines that it prints. */
interface Program {
  readonly lines: string[]
  readonly child: ChildProcess
  /** Resolves when a line with these words was printed, rejects when the program ends without. */
  prints(words: string): Promise<string>
}

function program(t: TestContext, ...args: string[]): Program {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill())
  const lines: string[] = []
  const watchers = new Set<() => void>()
  const tell = () => {
    for (const watcher of watchers) watcher()
  }
  createInterface({ input: child.stdout }).on('line', line => {
    lines.push(line)
    tell()
  })
  child.once('close', tell)
  const prints = (words: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const line = lines.find(each => each.includes(words))
        if (line !== undefined) resolve(line)
        else if (child.exitCode !== null) reject(new Error(`ended without "${words}": ${lines.join('\n')}`))
      }
      watchers.add(look)
      look()
    })
  return { lines, child, prints }
}

describe('docs/peers.md', () => {
  const guide = readFileSync(join(root, 'docs/peers.md'), 'utf8')
  const blocks = [...guide.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code)

  it('shows the examples as they are', () => {
    const examples = ['call-an-imps-user.ts', 'answer-as-imps-user.ts']
    assert.deepEqual(
      blocks,
      examples.map(name => readFileSync(join(root, 'docs/examples', name), 'utf8')),
    )
  })

  it('names files that exist', () => {
    const named = [...guide.matchAll(/`((?:simulators|tests)\/[\w./-]+\.ts)`/g)].map(([, path]) => path ?? '')
    assert.ok(named.length > 1)
    for (const path of named) assert.ok(readFileSync(join(root, path)).length > 0, path)
  })

  it('shows programs that talk to each other through an IWF', { timeout: 30_000 }, async t => {
    const [ssp, imps] = [await freePort(host), await freePort(host)]
    const config = join(temporaryFolder(), 'iwf.json')
    writeFileSync(
      config,
      JSON.stringify({
        sip: {
          host,
          port: 0,
          domain: 'sip.example',
          transports: ['udp', 'tcp'],
          nextHop: { host, port: 5060, transport: 'udp' },
          trustedHops: [host],
        },
        msrp: { host, port: 0 },
        ssp: {
          host,
          port: ssp,
          domain: 'sip.example',
          answerMode: 'post',
          peers: [{ domain: 'imps.example', url: `http://${host}:${imps}/` }],
        },
      }),
    )
    const server = program(t, 'docs/examples/answer-as-imps-user.ts', `http://${host}:${ssp}/`, String(imps))
    const iwf = program(t, 'reference-iwf/main.ts', '--config', config)
    await server.prints('listening at')
    const ready = JSON.parse(await iwf.prints('"event":"ready"')) as { readonly sip: { readonly port: number } }
    const caller = program(t, 'docs/examples/call-an-imps-user.ts', `${host}:${ready.sip.port}`, 'sip:bob@imps.example')
    const ended = [once(caller.child, 'close'), once(server.child, 'close')]
    await Promise.all(ended)
    assert.deepEqual(caller.lines, [
      'INVITE answered 200',
      'SEND answered 200',
      'bob says Hello Alice',
      'BYE answered 200',
    ])
    assert.deepEqual(server.lines.slice(1), ['wv:alice@sip.example says Hello Bob', 'message answered 200'])
    assert.deepEqual([caller.child.exitCode, server.child.exitCode], [0, 0])
  })
})
