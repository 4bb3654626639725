/** What the console shows when a case has run: one line that rewrites itself on a terminal, plain lines elsewhere. */
export function progress(done: number, of: number, id: string, isTerminal: boolean): string {
  const line = `${String(done).padStart(String(of).length)}/${of} ran ${id}`
  if (!isTerminal) return `${line}\n`
  return `\r\x1b[K${line}${done === of ? '\r\x1b[K' : ''}`
}
