import { EXIT } from './exit-codes.ts'
import { main } from './main.ts'

// A reader who has seen enough (`| head`) is no fault.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
// Node would exit with 1, which says that the IWF failed.
process.on('uncaughtException', error => {
  process.stderr.write(`iwf-conformance: ${error.stack ?? error.message}\n`)
  process.exit(EXIT.error)
})

process.exitCode = await main(process.argv.slice(2), {
  out: text => void process.stdout.write(text),
  err: text => void process.stderr.write(text),
  isTerminal: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
})
