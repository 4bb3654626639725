import type { SspMessages } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, type Finding } from '../../judge/vocabulary/index.ts'

type Side = 'server' | 'gateway'

/** The server is the implementation under test, and recorded as that. */
const sideOf = (from: string): Side => (from === 'iwf' ? 'server' : 'gateway')

/** The six messages of a set-up that `begins` begins (`imps-ssp` §5.1). */
const sixSteps = (begins: Side): readonly string[] => {
  const accepts: Side = begins === 'server' ? 'gateway' : 'server'
  return ['SendSecretToken', 'LoginRequest', 'LoginResponse'].flatMap(name => [
    `${begins} ${name} Request`,
    `${accepts} ${name} Response`,
  ])
}

/** The messages of set-ups that one side began since a time, in order: its own requests, and what answers them. */
export const begunBy = (trace: Trace, begins: Side, since: number): SspMessages =>
  trace.infrastructure.ssp.filter(
    ({ from, message, at }) =>
      at >= since && message.primitive === 'set-up' && (message.mode === 'Request') === (sideOf(from) === begins),
  )

/** The first set-up that one side began since a time has its six steps, in order. */
export const allSix = (trace: Trace, begins: Side, since: number): Finding =>
  all('the six steps in order', begunBy(trace, begins, since).slice(0, 6), steps =>
    sixSteps(begins).every((expected, index) => {
      const step = steps[index]
      return step !== undefined && `${sideOf(step.from)} ${step.message.name} ${step.message.mode}` === expected
    }),
  )
