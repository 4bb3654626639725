import { parseArgs } from 'node:util'
import { systemClock } from '../../../protocols/clock.ts'
import { noTap } from '../../../protocols/wire/tap.ts'
import { ProgramConfigurationError, readProgramConfiguration } from './configuration.ts'
import { habits } from './habits.ts'
import { serveImps } from './serve-imps.ts'

const USAGE = `imps-server --config FILE

  --config FILE   configuration, JSON
  --help          show this

An IMPS server to try an interworking function against: it answers capability and block queries from the directory of
its configuration, takes messages, reports deliveries, and lets users with "echoes" answer. It can write as real servers
do ("habits": ${Object.keys(habits).join(', ')}).
Prints {"event":"ready","url":…} when up. Ends on SIGTERM or SIGINT.
Exit codes: 0 stopped in order, 3 failed, 4 usage or configuration.
`

const FAILED = 3
const BAD_USAGE = 4

async function main(): Promise<number | undefined> {
  const { values } = parseArgs({ options: { config: { type: 'string' }, help: { type: 'boolean' } } })
  if (values.help === true) {
    process.stdout.write(USAGE)
    return 0
  }
  if (values.config === undefined) {
    process.stderr.write(USAGE)
    return BAD_USAGE
  }
  const configuration = readProgramConfiguration(values.config)
  const service = await serveImps(configuration, { tap: noTap, clock: systemClock })
  process.stdout.write(`${JSON.stringify({ event: 'ready', url: service.url, domain: configuration.domain })}\n`)
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    service.close().then(() => process.exit(0), fail)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  return undefined
}

function fail(error: unknown): void {
  const named = error instanceof Error && 'code' in error ? String(error.code) : ''
  const usage =
    error instanceof ProgramConfigurationError || named === 'unknown-binding' || named.startsWith('ERR_PARSE_ARGS')
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(usage ? BAD_USAGE : FAILED)
}

main().then(code => {
  if (code !== undefined) process.exit(code)
}, fail)
