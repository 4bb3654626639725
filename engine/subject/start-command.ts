import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { systemClock } from '../../protocols/clock.ts'
import { noTap, type Address } from '../../protocols/wire/tap.ts'
import { openStream } from '../../protocols/wire/stream.ts'
import { ConfigurationError, type CommandSubject } from '../configuration.ts'
import type { ExitFacts, RunningSubject, SubjectAddresses, SubjectObserver } from './subject.ts'
import { fillIn, type TemplateValues } from './template.ts'

const START_WITHIN = 10_000
const STOP_WITHIN = 3_000
/** How often a TCP readiness probe is repeated. */
const PROBE_EVERY = 50

/** The subject could not be started or did not become ready; exit code 4 for a command that does not exist, else 3. */
export class SubjectError extends Error {
  override readonly name = 'SubjectError'
  readonly code: 'subject-not-ready' | 'subject-ended'
  constructor(code: SubjectError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Starts a subject from its command and waits until it is ready. `folder` takes the rendered files.
 * Throws {@link ConfigurationError} for a command that does not exist, {@link SubjectError} when it ends or stays
 * unready; in both cases nothing is left running.
 */
export async function startCommand(
  options: CommandSubject,
  values: TemplateValues,
  addresses: SubjectAddresses,
  folder: string,
  observer: SubjectObserver,
): Promise<RunningSubject> {
  const files = renderFiles(options.files ?? {}, values, folder)
  const all = { ...values, ...files }
  const [program = '', ...args] = options.command.map(word => fillIn(word, all))
  const env = Object.fromEntries(Object.entries(options.env ?? {}).map(([name, value]) => [name, fillIn(value, all)]))
  observer.event('start', [program, ...args].join(' '))
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const subject = new CommandProcess(child, addresses, observer, options)
  try {
    await subject.ready()
  } catch (error) {
    await subject.stop()
    throw error
  }
  return subject
}

function renderFiles(files: Readonly<Record<string, unknown>>, values: TemplateValues, folder: string): TemplateValues {
  mkdirSync(folder, { recursive: true })
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => {
      const path = join(folder, name)
      writeFileSync(path, fillIn(typeof content === 'string' ? content : JSON.stringify(content, null, 2), values))
      return [`file.${name}`, path]
    }),
  )
}

class CommandProcess implements RunningSubject {
  readonly addresses: SubjectAddresses
  readonly exited: Promise<ExitFacts>
  alive = true
  readonly #child: ChildProcess
  readonly #options: CommandSubject
  readonly #observer: SubjectObserver
  readonly #lastLines: string[] = []
  #onLine: (line: string) => void = () => undefined
  #spawnError: NodeJS.ErrnoException | undefined

  constructor(child: ChildProcess, addresses: SubjectAddresses, observer: SubjectObserver, options: CommandSubject) {
    this.#child = child
    this.addresses = addresses
    this.#observer = observer
    this.#options = options
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        createInterface({ input: stream }).on('line', line => {
          observer.event('log', line)
          this.#lastLines.push(line)
          if (this.#lastLines.length > 5) this.#lastLines.shift()
          this.#onLine(line)
        })
    this.exited = new Promise(resolve => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        this.#spawnError = error
        this.#ended({ code: null, signal: null }, resolve)
      })
      child.once('exit', (code, signal) => this.#ended({ code, signal }, resolve))
    })
  }

  #ended(facts: ExitFacts, resolve: (facts: ExitFacts) => void): void {
    if (!this.alive) return
    this.alive = false
    this.#observer.event('exit', facts.signal ?? `code ${facts.code ?? 'unknown'}`)
    resolve(facts)
  }

  /** Resolves when the readiness condition holds; rejects when the process ends or the time is over. */
  async ready(): Promise<void> {
    const within = this.#options.startWithin ?? START_WITHIN
    const condition = this.#options.ready
    const abandon = new AbortController()
    const late = new Promise<never>((_, reject) => {
      const timer = systemClock.after(within, () =>
        reject(new SubjectError('subject-not-ready', `the IWF was not ready within ${within} ms${this.#lastOutput()}`)),
      )
      abandon.signal.addEventListener('abort', () => timer.cancel())
    })
    const dead = this.exited.then(facts => {
      if (this.#spawnError)
        throw new ConfigurationError(
          'command-not-found',
          `cannot start the IWF: ${this.#options.command[0] ?? ''}: ${this.#spawnError.code === 'ENOENT' ? 'no such command' : this.#spawnError.message}`,
        )
      const how = facts.signal ? `by signal ${facts.signal}` : `with exit code ${facts.code ?? 'unknown'}`
      throw new SubjectError('subject-ended', `the IWF ended ${how} before it was ready${this.#lastOutput()}`)
    })
    const ready =
      'line' in condition
        ? new Promise<void>(resolve => {
            this.#onLine = line => {
              if (line.includes(condition.line)) resolve()
            }
          })
        : this.#listens(this.#probeAddress(condition.tcp), abandon.signal)
    try {
      await Promise.race([ready, dead, late])
      this.#observer.event('ready', '')
    } finally {
      abandon.abort()
    }
  }

  #probeAddress(tcp: number | 'sip' | 'ssp'): Address {
    if (typeof tcp === 'number') return { host: this.addresses.sip.host, port: tcp }
    return tcp === 'sip' ? this.addresses.sip : this.addresses.ssp
  }

  async #listens(remote: Address, abandoned: AbortSignal): Promise<void> {
    while (!abandoned.aborted) {
      try {
        const stream = await openStream({ owner: 'readiness', protocol: 'sip', remote, within: 1000, tap: noTap })
        stream.end()
        return
      } catch {
        await new Promise<void>(resolve => void systemClock.after(PROBE_EVERY, resolve))
      }
    }
  }

  #lastOutput(): string {
    return this.#lastLines.length > 0 ? `; its last output: ${this.#lastLines.join(' | ')}` : '; it wrote nothing'
  }

  async stop(): Promise<void> {
    if (this.alive) {
      this.#signal(this.#options.stopSignal ?? 'SIGTERM')
      const kill = systemClock.after(this.#options.stopWithin ?? STOP_WITHIN, () => this.#signal('SIGKILL'))
      await this.exited
      kill.cancel()
    }
    // What the program itself started and left behind goes too.
    this.#signal('SIGKILL')
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return
    try {
      process.kill(-this.#child.pid, signal)
    } catch {
      // The group is gone already.
    }
  }
}
