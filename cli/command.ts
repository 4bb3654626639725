import { parseArgs, type ParseArgsConfig } from 'node:util'
import { ConfigurationError } from '../engine/configuration.ts'

/** Where a command writes, so that it can be run by a test. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** Whether colours and rewritten lines make sense. */
  readonly isTerminal: boolean
}

export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** The whole text of `--help`. */
  readonly help: string
  /** Resolves to the exit code. */
  run(args: readonly string[], terminal: Terminal): Promise<number>
}

type Options = NonNullable<ParseArgsConfig['options']>

/**
 * Arguments by the rules of `node:util`. Throws {@link ConfigurationError} (`usage`) that names the bad argument and
 * where to read about the good ones.
 */
export function parseCommandLine<O extends Options>(command: string, args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    const message = error instanceof Error ? error.message.split('. ')[0] : String(error)
    throw new ConfigurationError('usage', `${message ?? ''}; see \`iwf-conformance ${command} --help\``)
  }
}

/** A whole number in a range. Throws {@link ConfigurationError} (`usage`). */
export function wholeNumber(option: string, value: string, minimum: number, maximum: number): number {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < minimum || number > maximum)
    throw new ConfigurationError('usage', `--${option} ${value}: a whole number from ${minimum} to ${maximum}, please`)
  return number
}
