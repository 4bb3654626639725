import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, isAbsolute } from 'node:path'
import { ConfigurationError } from '../engine/configuration.ts'
import { makeFolder } from './make-folder.ts'

/**
 * The folder that `--into` names, links resolved. Throws a {@link ConfigurationError} (`inside-evidence`) when it is the
 * folder of the run or lies in it: what is written there would become part of the evidence unseen. Also throws one
 * (`folder-in-use`) when it is a file.
 */
export function otherFolder(into: string, run: string): string {
  const target = realPath(resolve(into))
  const way = relative(realPath(run), target)
  if (way === '' || (!isAbsolute(way) && way.split(/[/\\]/)[0] !== '..'))
    throw new ConfigurationError(
      'inside-evidence',
      `--into ${into} lies in the folder of the run: name one outside of it`,
    )
  if (existsSync(target) && !statSync(target).isDirectory())
    throw new ConfigurationError('folder-in-use', `--into ${into} is a file: name a folder`)
  return target
}

/** Makes the folder that `--into` names. Throws a {@link ConfigurationError} (`folder-not-writable`). */
export function makeOtherFolder(path: string): void {
  try {
    makeFolder(path)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigurationError('folder-not-writable', `cannot make ${path}: ${why}; name another folder with --into`)
  }
}

/** Of a path whose end need not exist yet. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realPath(dirname(path)), basename(path))
}
