/** What happened, as one JSON object per line; secrets and message contents are never among the fields. */
export interface Log {
  event(name: string, fields?: Readonly<Record<string, unknown>>): void
}

/** Writes `{"event":…,"at":…}` lines through `write`, e.g. to the standard output. */
export function jsonLines(write: (line: string) => void): Log {
  return {
    event: (name, fields) => write(`${JSON.stringify({ event: name, at: new Date().toISOString(), ...fields })}\n`),
  }
}

/** For tests. */
export const silentLog: Log = { event: () => undefined }
