import { endOfQuoted } from './grammar.ts'
import { unquote } from './quoted-string.ts'

/** One value of Warning (RFC 3261 §20.43). */
export interface Warning {
  readonly code: number
  /** Host and port, or a pseudonym. */
  readonly agent: string
  readonly text: string
}

/** Parses `3DIGIT SP warn-agent SP quoted-string`; undefined when it has another form. */
export function parseWarning(value: string): Warning | undefined {
  const [, code, agent = ''] = /^([0-9]{3}) +([^ \t"]+) +(?=")/.exec(value) ?? []
  if (code === undefined) return undefined
  const text = value.slice(value.indexOf('"'))
  return endOfQuoted(text, 0) === text.length ? { code: Number(code), agent, text: unquote(text) } : undefined
}
