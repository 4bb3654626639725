import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Version of this package, and the commit it runs from where it is itself a checkout (`+` when that has changes). */
export function harnessVersion(): { readonly version: string; readonly commit: string } {
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string }
  return { version, commit: commit() }
}

function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    // Installed below somebody else's checkout, the commit would be theirs.
    if (git('rev-parse', '--show-prefix') !== '') return 'unknown'
    return git('rev-parse', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+')
  } catch {
    return 'unknown'
  }
}
