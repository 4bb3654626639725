import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, isAbsolute } from 'node:path'
import { ConfigurationError } from '../engine/configuration.ts'

/**
 * The folder that `--into` names, links resolved. Throws a {@link ConfigurationError} (`inside-evidence`) when it is the
 * folder of the run or lies in it: what is written there would become part of the evidence unseen.
 */
export function otherFolder(into: string, run: string): string {
  const target = realPath(resolve(into))
  const way = relative(realPath(run), target)
  if (way === '' || (!isAbsolute(way) && way.split(/[/\\]/)[0] !== '..'))
    throw new ConfigurationError(
      'inside-evidence',
      `--into ${into} lies in the folder of the run: name one outside of it`,
    )
  return target
}

/** Of a path whose end need not exist yet. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realPath(dirname(path)), basename(path))
}
