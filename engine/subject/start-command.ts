import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../protocols/clock.ts'
import type { Address } from '../../protocols/wire/tap.ts'
import { ConfigurationError, type CommandSubject, type Readiness } from '../configuration.ts'
import { answersHttp, listens } from './readiness.ts'
import type { ExitFacts, RunningSubject, SubjectAddresses, SubjectObserver } from './subject.ts'
import { guardGroup, type Guard } from './guard.ts'
import { eachLine } from './output-lines.ts'
import { fillIn, fillInAll, type TemplateValues } from './template.ts'

const START_WITHIN = 10_000
const STOP_WITHIN = 3_000
/** How long the last output of a process that has ended may take to arrive. */
const LAST_OUTPUT_WITHIN = 500

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
  const ready = 'url' in options.ready ? { url: fillIn(options.ready.url, all) } : options.ready
  const subject = new CommandProcess(child, addresses, observer, { ...options, ready })
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
      const text = typeof content === 'string' ? fillIn(content, values) : json(fillInAll(content, values))
      writeFileSync(path, text)
      return [`file.${name}`, path]
    }),
  )
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

class CommandProcess implements RunningSubject {
  readonly addresses: SubjectAddresses
  readonly exited: Promise<ExitFacts>
  alive = true
  readonly #child: ChildProcess
  readonly #guard: Guard | undefined
  readonly #options: CommandSubject
  readonly #observer: SubjectObserver
  readonly #outputEnded: Promise<void>
  readonly #lastLines: string[] = []
  #onLine: (line: string) => void = () => undefined
  #spawnError: NodeJS.ErrnoException | undefined
  #stopping: Promise<void> | undefined

  constructor(child: ChildProcess, addresses: SubjectAddresses, observer: SubjectObserver, options: CommandSubject) {
    this.#child = child
    this.#guard = child.pid === undefined ? undefined : guardGroup(child.pid)
    this.addresses = addresses
    this.#observer = observer
    this.#options = options
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        eachLine(stream, line => {
          observer.event('log', line)
          this.#lastLines.push(line)
          if (this.#lastLines.length > 5) this.#lastLines.shift()
          this.#onLine(line)
        })
    this.#outputEnded = new Promise(resolve => child.once('close', () => resolve()))
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
    const abandon = new AbortController()
    const late = new Promise<never>((_, reject) => {
      const timer = systemClock.after(within, () =>
        reject(new SubjectError('subject-not-ready', `the IWF was not ready within ${within} ms${this.#lastOutput()}`)),
      )
      abandon.signal.addEventListener('abort', () => timer.cancel())
    })
    const dead = this.exited.then(async facts => {
      if (this.#spawnError) throw new ConfigurationError('command-not-found', this.#cannotStart(this.#spawnError))
      await this.#lastOutputRead()
      const how = facts.signal ? `by signal ${facts.signal}` : `with exit code ${facts.code ?? 'unknown'}`
      throw new SubjectError('subject-ended', `the IWF ended ${how} before it was ready${this.#lastOutput()}`)
    })
    try {
      await Promise.race([this.#becomesReady(this.#options.ready, abandon.signal), dead, late])
      this.#observer.event('ready', '')
    } finally {
      abandon.abort()
    }
  }

  #becomesReady(condition: Readiness, abandoned: AbortSignal): Promise<void> {
    if ('line' in condition)
      return new Promise(resolve => {
        this.#onLine = line => {
          if (line.includes(condition.line)) resolve()
        }
      })
    if ('url' in condition) return answersHttp(condition.url, abandoned)
    return listens(this.#probeAddress(condition.tcp), abandoned)
  }

  #probeAddress(tcp: number | 'sip' | 'ssp'): Address {
    if (typeof tcp === 'number') return { host: this.addresses.sip.host, port: tcp }
    return tcp === 'sip' ? this.addresses.sip : this.addresses.ssp
  }

  #cannotStart({ code, message }: NodeJS.ErrnoException): string {
    const { cwd } = this.#options
    const [program = ''] = this.#options.command
    const why = code !== 'ENOENT' ? message : cwd && !existsSync(cwd) ? `there is no folder ${cwd}` : 'no such command'
    return `cannot start the IWF: ${program}: ${why}`
  }

  #lastOutput(): string {
    return this.#lastLines.length > 0 ? `; its last output: ${this.#lastLines.join(' | ')}` : '; it wrote nothing'
  }

  /** A process may be known to have ended before its last words were read, and its children may hold its output open. */
  async #lastOutputRead(): Promise<void> {
    let late = () => {}
    const enough = new Promise<void>(resolve => (late = resolve))
    const timer = systemClock.after(LAST_OUTPUT_WITHIN, late)
    await Promise.race([this.#outputEnded, enough])
    timer.cancel()
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop()
    return this.#stopping
  }

  async #stop(): Promise<void> {
    if (this.alive) {
      this.#signal(this.#options.stopSignal ?? 'SIGTERM')
      const kill = systemClock.after(this.#options.stopWithin ?? STOP_WITHIN, () => this.#signal('SIGKILL'))
      await this.exited
      kill.cancel()
    }
    // What the program itself started and left behind goes too.
    this.#signal('SIGKILL')
    this.#guard?.dismiss()
    await this.#lastOutputRead()
    // Nobody listens any more to what has left the group and still writes.
    this.#child.stdout?.destroy()
    this.#child.stderr?.destroy()
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
