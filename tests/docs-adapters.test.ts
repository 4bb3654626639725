import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { checkConfiguration, type HarnessConfiguration } from '../engine/configuration.ts'
import { embeddedServerIcs } from '../fixtures/catalogue/server-ics.ts'
import { runHere, temporaryFolder } from './run-harness.ts'
import { embedded, writeConfiguration } from './write-configuration.ts'

const read = (name: string) => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8')

/** What stands in the first column of the table with this heading. */
function firstColumn(document: string, heading: string): readonly string[] {
  const [, table = ''] = document.split(new RegExp(`^\\| ${heading} +\\|.*\\n\\|[- |]+\\n`, 'm'))
  const rows = table.slice(0, table.indexOf('\n\n') + 1 || undefined).split('\n')
  const names = rows.flatMap(row =>
    Array.from(row.split('|')[1]?.matchAll(/`([^`]+)`/g) ?? [], ([, name = '']) => name),
  )
  assert.ok(names.length > 0, `no table with the heading ${heading}`)
  return names
}

const probing = { kind: 'command', command: ['true', '{{no.such.name}}'], ready: { line: 'up' } } as const
const ofServers: Partial<HarnessConfiguration> = {
  subject: 'imps-server',
  ics: { ...embeddedServerIcs },
  statements: {},
}

/** The names that a command may use, as the harness itself lists them. */
async function knownNames(differences: Partial<HarnessConfiguration>): Promise<readonly string[]> {
  const configuration = { ...embedded, iwf: { ...embedded.iwf, subject: probing }, ...differences }
  const { stderr } = await runHere(['--config', writeConfiguration(temporaryFolder(), configuration)])
  const [, list = ''] = /\{\{no\.such\.name\}\} is not known here; there are: (.*)\n/.exec(stderr) ?? []
  return list.split(', ')
}

/** A table gives examples of what is named elsewhere, and what each configuration names itself. */
const isOpen = (name: string) => name.startsWith('pixit.') || name.startsWith('file.')

describe('the guides to subjects name', () => {
  for (const { document, differences } of [
    { document: 'adapters.md', differences: {} },
    { document: 'imps-servers.md', differences: ofServers },
  ])
    it(`every name that a command may use, and no other: ${document}`, async () => {
      const documented = firstColumn(read(document), 'name')
      const known = await knownNames(differences)
      const closed = (names: readonly string[]) => names.filter(name => !isOpen(name)).sort()
      assert.deepEqual(closed(documented), closed(known))
      const examples = documented.filter(name => name.startsWith('pixit.'))
      assert.ok(examples.length > 0)
      for (const name of examples) assert.ok(known.includes(name), name)
    })

  /** Keys that are allowed at a place, as the check of a configuration lists them. */
  function allowedAt(configuration: object): readonly string[] {
    try {
      checkConfiguration(configuration, 'it')
    } catch (error) {
      const [, list] = /has an unknown key "stray"; allowed: (.*)$/.exec((error as Error).message) ?? []
      if (list !== undefined) return list.split(', ')
      throw error
    }
    throw new Error('a stray key was accepted')
  }

  it('every key of a configuration, and no other', () => {
    const stray = 0
    const iwf = { name: 'iwf', version: '1', subject: { kind: 'embedded' } }
    const right = { iwf, ics: {} }
    const below = {
      iwf: { ...right, iwf: { ...iwf, stray } },
      domains: { ...right, domains: { sip: 'a', imps: ['b', 'c'], stray } },
      peers: { ...right, peers: { stray } },
      subjectPorts: { ...right, subjectPorts: { stray } },
    }
    const keys = allowedAt({ ...right, stray }).flatMap(key =>
      key in below ? allowedAt(below[key as keyof typeof below]).map(inner => `${key}.${inner}`) : [key],
    )
    assert.deepEqual([...firstColumn(read('adapters.md'), 'key')].sort(), keys.sort())
  })

  it('every key of a command', () => {
    const iwf = { name: 'iwf', version: '1', subject: { ...probing, stray: 0 } }
    const document = read('adapters.md')
    for (const key of allowedAt({ iwf, ics: {} })) assert.match(document, new RegExp(`\`${key}\\b|\\b${key}:`), key)
  })
})
