import { createServer, type Server, type Socket } from 'node:net'
import { systemClock } from '../../protocols/clock.ts'
import { onJsonLines } from './json-lines.ts'
import {
  BEAT_EVERY,
  BEAT_MISSING,
  BEAT_MISSING_JUDGING,
  type CaseReply,
  type FromEngine,
  type OverallReply,
  type ToEngine,
} from './protocol.ts'

/** One run as the front end asked for it: the cases of one repetition. */
export interface RequestedRun {
  readonly ids: readonly string[]
  /** To be called before the event loop is held up by judging, so that nobody takes the silence for death. */
  readonly judging: () => void
}

export interface RunAnswers {
  /** By case id. */
  readonly cases: ReadonlyMap<string, CaseReply>
  readonly overall: OverallReply
}

const noRun: CaseReply = {
  verdict: 'error',
  reason: 'this test belongs to no run: the first reporter of harness.config.ts begins it',
  attachments: [],
}

const inWords = (error: unknown) => (error instanceof Error ? error.message : String(error))

function tell(socket: Socket, message: FromEngine): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`)
}

/**
 * Answers the workers and the reporter of Playwright. Outcomes are kept by run id only; a question without one is
 * never answered from memory.
 */
export function serveEngine(address: string, conductRun: (run: RequestedRun) => Promise<RunAnswers>): Promise<Server> {
  const runs = new Map<string, Promise<RunAnswers>[]>()
  const sockets = new Set<Socket>()
  const judging = () => {
    for (const socket of sockets) tell(socket, { beatWithin: BEAT_MISSING_JUDGING })
  }

  const begin = (message: Extract<ToEngine, { plan: unknown }>) => {
    const repeats = [...new Set(message.plan.map(({ repeat }) => repeat))].sort((a, b) => a - b)
    const answers: Promise<RunAnswers>[] = []
    let previous: Promise<unknown> = Promise.resolve()
    for (const repeat of repeats) {
      const ids = message.plan.filter(test => test.repeat === repeat).map(({ id }) => id)
      const answer = previous.then(() => conductRun({ ids, judging }))
      answer.catch(() => undefined)
      answers[repeat] = answer
      previous = answer.catch(() => undefined)
    }
    runs.set(message.run, answers)
  }

  const answerCase = async (run: string | undefined, id: string, repeat: number): Promise<CaseReply> => {
    const answers = run === undefined ? undefined : runs.get(run)?.[repeat]
    if (!answers) return noRun
    try {
      return (await answers).cases.get(id) ?? { ...noRun, reason: `${id} is not part of this run` }
    } catch (error) {
      return { verdict: 'error', reason: inWords(error), attachments: [] }
    }
  }

  const answerOverall = async (run: string): Promise<OverallReply> => {
    const answers = await Promise.allSettled(runs.get(run) ?? [])
    const failed = answers.find(answer => answer.status === 'rejected')
    if (failed) return { overall: 'error', summary: `${inWords(failed.reason)}\n` }
    const overalls = answers.flatMap(answer => (answer.status === 'fulfilled' ? [answer.value.overall] : []))
    const order = ['error', 'fail', 'inconclusive', 'warn', 'pass', 'notApplicable'] as const
    return {
      overall: order.find(verdict => overalls.some(({ overall }) => overall === verdict)) ?? 'error',
      summary: overalls.map(({ summary }) => summary).join('\n'),
    }
  }

  const serve = (socket: Socket) => {
    const beat = () => {
      if (socket.destroyed) return
      tell(socket, { beatWithin: BEAT_MISSING })
      systemClock.after(BEAT_EVERY, beat)
    }
    beat()
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    const reply = (message: FromEngine) => tell(socket, message)
    onJsonLines(socket, line => {
      const message = line as ToEngine
      if ('plan' in message) begin(message)
      else if ('ask' in message)
        void answerCase(message.run, message.ask, message.repeat).then(answer => reply({ n: message.n, ...answer }))
      else void answerOverall(message.run).then(answer => reply({ n: message.n, ...answer }))
    })
  }

  return new Promise((resolve, reject) => {
    const server = createServer(serve)
    server.once('error', reject)
    server.listen(address, () => resolve(server))
  })
}
