import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Whether there is a file that the system lets us start. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** The first of some programs that a search path (`PATH`) leads to; undefined when it leads to none. */
export function installedProgram(names: readonly string[], searchPath = ''): string | undefined {
  const folders = searchPath.split(delimiter).filter(folder => folder !== '')
  const suffixes = process.platform === 'win32' ? ['.exe', '.bat'] : ['']
  return names
    .flatMap(name => folders.flatMap(folder => suffixes.map(suffix => join(folder, `${name}${suffix}`))))
    .find(isProgram)
}
