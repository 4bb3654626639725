import type { Readable } from 'node:stream'

/** A line longer than this is given in pieces, so that output without an end cannot fill the memory. */
const LONGEST_LINE = 1 << 16

/** Calls `told` with each line that a program writes, without its end; at the end, with what is left. */
export function eachLine(stream: Readable, told: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const lines = (rest + text).split(/\r?\n/)
    rest = lines.pop() ?? ''
    for (const line of lines) told(line)
    if (rest.length < LONGEST_LINE) return
    told(rest)
    rest = ''
  })
  stream.on('end', () => {
    if (rest !== '') told(rest)
  })
  // A pipe that breaks has ended.
  stream.on('error', () => undefined)
}
