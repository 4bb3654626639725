/**
 * Judges the log named on the command line and prints the outcome. Before it begins, everything that could make one
 * judgement differ from the next is taken away: whoever touches it ends the program.
 */
import net from 'node:net'
import dgram from 'node:dgram'
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import { judgedCases } from '../../cli/catalogue.ts'
import { loadCases } from '../../engine/load-cases.ts'
import { runDirectly } from '../../engine/front-end.ts'
import { requirements } from '../../fixtures/catalogue/requirements.ts'
import { judgeRun } from '../../judge/judge-run.ts'
import { readTrace } from '../../trace/reader.ts'

runDirectly()
const catalogue = await loadCases([], process.cwd())

const forbid = (what: string) => (): never => {
  throw new Error(`judging must not use ${what}`)
}
/** Takes a global away: whoever as much as mentions it fails. */
const takeAway = (holder: object, name: string) => Object.defineProperty(holder, name, { get: forbid(name) })
/** Leaves a function in its place that fails when it is called. */
const disable = (holder: object, name: string) => Object.defineProperty(holder, name, { value: forbid(name) })

for (const name of ['Date', 'performance', 'fetch', 'crypto', 'setTimeout', 'setInterval']) takeAway(globalThis, name)
for (const name of ['hrtime', 'env']) takeAway(process, name)
disable(Math, 'random')
for (const name of ['connect', 'createConnection', 'createServer', 'Socket', 'Server']) disable(net, name)
disable(dgram, 'createSocket')
for (const name of ['lookup', 'resolve', 'resolveSrv']) disable(dns, name)
syncBuiltinESMExports()

const outcome = judgeRun(readTrace(process.argv[2] ?? ''), judgedCases(catalogue), { requirements })
process.stdout.write(JSON.stringify(outcome))
