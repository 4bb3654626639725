import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder with its parents, unless it is there. `mkdirSync` of Node 20 can do that too, but never returns where
 * the system lets nobody make one. Throws what `mkdirSync` throws.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
}
