import { createHash } from 'node:crypto'
import type { SubjectOptions } from '../configuration.ts'

/**
 * Tells one subject from another without showing its environment, which may hold credentials: `sha256:` and the digest
 * of what it is started from. How it is waited for and stopped is not part of what it is.
 */
export function subjectDefinition(subject: SubjectOptions): string {
  return `sha256:${createHash('sha256')
    .update(JSON.stringify(startedFrom(subject), inOrder))
    .digest('hex')}`
}

function startedFrom(subject: SubjectOptions): object {
  switch (subject.kind) {
    case 'command': {
      const { kind, command, env = {}, cwd = '.', files = {} } = subject
      return { kind, command, env, cwd, files }
    }
    case 'embedded': {
      const { kind, defect, configuration = {} } = subject
      return { kind, defect, configuration }
    }
  }
}

/** Fields in the order of their names, which means nothing. */
const inOrder = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value
