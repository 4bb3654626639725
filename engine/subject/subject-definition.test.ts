import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CommandSubject, SubjectOptions } from '../configuration.ts'
import { subjectDefinition } from './subject-definition.ts'

const command: CommandSubject = {
  kind: 'command',
  command: ['iwf', '--sip', '{{sip.port}}'],
  env: { A: '1', B: 'secret' },
  cwd: '/opt/iwf',
  files: { config: { first: 1, second: 2 } },
  ready: { tcp: 'sip' },
}

describe('the definition of a subject', () => {
  it('is another for another program, argument, environment, folder, file, defect or configuration', () => {
    const subjects: readonly SubjectOptions[] = [
      command,
      { ...command, command: ['other', '--sip', '{{sip.port}}'] },
      { ...command, command: ['iwf', '--sip={{sip.port}}'] },
      { ...command, env: { A: '2', B: 'secret' } },
      { ...command, cwd: '/opt/other' },
      { ...command, files: { config: { first: 1, second: 3 } } },
      { kind: 'embedded' },
      { kind: 'embedded', defect: 'one' },
      { kind: 'embedded', defect: 'two' },
      { kind: 'embedded', configuration: { features: { query: 'combined' } } },
    ]
    const all = subjects.map(subjectDefinition)
    for (const each of all) assert.match(each, /^sha256:[0-9a-f]{64}$/)
    assert.equal(new Set(all).size, subjects.length)
  })

  it('is the same in whatever order it is written, and however it is waited for', () => {
    const again: CommandSubject = {
      ready: { line: 'ready' },
      startWithin: 60_000,
      stopWithin: 1000,
      files: { config: { second: 2, first: 1 } },
      cwd: '/opt/iwf',
      env: { B: 'secret', A: '1' },
      command: ['iwf', '--sip', '{{sip.port}}'],
      kind: 'command',
    }
    assert.equal(subjectDefinition(again), subjectDefinition(command))
  })
})
