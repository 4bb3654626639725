import { rename, rm, writeFile } from 'node:fs/promises'

/**
 * Writes `text` to `path` whole or not at all: under a temporary name beside it first, then renamed over it, so that
 * nobody ever reads half a report. Rejects with the system's error; nothing is left behind then.
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    await writeFile(temporary, text, { flush: true })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
