import { ConfigurationError } from '../engine/configuration.ts'
import { EvidenceError } from '../reports/sealing/evidence-error.ts'
import { MissingProgramError } from '../reports/missing-program.ts'
import type { Command, Terminal } from './command.ts'
import { compareCommand } from './compare.ts'
import { EXIT } from './exit-codes.ts'
import { judgeCommand } from './judge.ts'
import { listCommand } from './list.ts'
import { reportCommand } from './report.ts'
import { runCommand } from './run.ts'
import { sealCommand } from './seal.ts'
import { showCommand } from './show.ts'
import { verifyCommand } from './verify.ts'

const commands: readonly Command[] = [
  runCommand,
  listCommand,
  showCommand,
  judgeCommand,
  reportCommand,
  compareCommand,
  sealCommand,
  verifyCommand,
]

const help = `iwf-conformance: conformance tests for an interworking function between SIP/SIMPLE IM and IMPS

usage: iwf-conformance COMMAND [options]

${commands.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`).join('\n')}

  COMMAND --help tells more. Exit codes: 0 pass or warn, 1 fail, 2 inconclusive, 3 error, 4 usage or configuration,
  5 a program that the command needs is not installed.
`

/** Runs one command line. Resolves to the exit code; every failure has been told on the terminal by then. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.out(help)
    return name === undefined ? EXIT.usage : EXIT.passed
  }
  const command = commands.find(candidate => candidate.name === name)
  if (!command) {
    terminal.err(`there is no command "${name}"; there are: ${commands.map(each => each.name).join(', ')}\n`)
    return EXIT.usage
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.out(command.help)
    return EXIT.passed
  }
  try {
    return await command.run(rest, terminal)
  } catch (error) {
    terminal.err(`iwf-conformance: ${error instanceof Error ? error.message : String(error)}\n`)
    if (error instanceof ConfigurationError || error instanceof EvidenceError) return EXIT.usage
    if (error instanceof MissingProgramError) return EXIT.missingProgram
    if (!hasCode(error)) terminal.err(`${error instanceof Error ? (error.stack ?? '') : ''}\n`)
    return EXIT.error
  }
}

/** Errors of ours have a stable code and say what to do; anything else is a defect of the harness and shows its stack. */
const hasCode = (error: unknown): boolean => typeof error === 'object' && error !== null && 'code' in error
