import type { AnyCase } from '../engine/case.ts'
import { ConfigurationError } from '../engine/configuration.ts'
import { defectsOf } from '../fixtures/catalogue/defects-of.ts'
import { icsItems } from '../fixtures/catalogue/ics.ts'
import { pixitItems } from '../fixtures/catalogue/pixit.ts'
import { requirements } from '../fixtures/catalogue/requirements.ts'
import { serverIcsItems } from '../fixtures/catalogue/server-ics.ts'
import { requirementsOf } from '../judge/judged-case.ts'
import { parseCommandLine, type Command } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { configOption, knownCasesWithSubject, type KnownCases } from './known-cases.ts'
import { specification } from './specification/specification.ts'

const help = `usage: iwf-conformance list [--json | --markdown] [--config FILE]

Lists the cases of the catalogue; with --markdown as a test specification (docs/catalogue.md); with --json also requirements, ICS and PIXIT items and defects, for machines:
{cases: [{id, title, group, class, requirements, catches}], requirements: [{id, cases, notTestedBecause?}], ics, pixit,
defects: [{id, requirement, cases}]}

${configOption}

With a configuration whose subject is an IMPS server, everything listed is about such servers.
`

export const listCommand: Command = {
  name: 'list',
  summary: 'lists cases, requirements, ICS and PIXIT items, and defects',
  help,
  async run(args, terminal) {
    const { values } = parseCommandLine('list', args, {
      json: { type: 'boolean' },
      markdown: { type: 'boolean' },
      config: { type: 'string' },
    })
    if (values.json && values.markdown)
      throw new ConfigurationError('usage', '--json and --markdown exclude each other; give one of them')
    const known = await knownCasesWithSubject(values.config)
    if (values.json) terminal.out(`${JSON.stringify(listing(known), null, 2)}\n`)
    else terminal.out(values.markdown ? specification(known.cases, known.subject) : table(known.cases))
    return EXIT.passed
  },
}

function listing({ subject, cases: catalogue }: KnownCases) {
  const cases = catalogue.map(definition => ({
    id: definition.id,
    title: definition.title,
    group: definition.group,
    class: definition.class,
    requirements: requirementsOf(definition.checks),
    catches: definition.catches,
  }))
  return {
    cases,
    requirements: requirements.map(({ id, bindsIwf, actor }) => {
      const tested = cases.filter(each => each.requirements.includes(id)).map(each => each.id)
      const binds = subject === 'iwf' ? bindsIwf : actor !== 'IWF'
      const name = subject === 'iwf' ? 'an IWF' : 'an IMPS server'
      const because = binds ? 'no case of the catalogue tests it yet' : `it does not bind ${name}`
      return { id, cases: tested, ...(tested.length === 0 ? { notTestedBecause: because } : {}) }
    }),
    ics: subject === 'imps-server' ? serverIcsItems : icsItems,
    pixit: pixitItems,
    defects: defectsOf(subject).map(({ id, requirement }) => ({
      id,
      requirement,
      cases: cases.filter(each => each.catches.includes(id)).map(each => each.id),
    })),
  }
}

function table(catalogue: readonly AnyCase[]): string {
  const groups = [...new Set(catalogue.map(({ group }) => group))]
  return groups
    .map(group => {
      const lines = catalogue
        .filter(definition => definition.group === group)
        .map(
          ({ id, title, class: severity }) => `  ${id.padEnd(7)} ${severity === 'should' ? '(should) ' : ''}${title}`,
        )
      return `${group}\n${lines.join('\n')}\n`
    })
    .join('\n')
}
