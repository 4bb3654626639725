import { icsItems, type IcsDescription } from '../../fixtures/catalogue/ics.ts'
import { serverIcsItems } from '../../fixtures/catalogue/server-ics.ts'
import { pixitItems } from '../../fixtures/catalogue/pixit.ts'
import { pixitStatementItems } from '../../fixtures/catalogue/pixit-statements.ts'
import { table } from './markdown.ts'

/** What the operator of an IMPS server declares. */
export const serverIcsTable = (): string =>
  table(
    ['Item', 'Who is provisioned', 'Required'],
    serverIcsItems.map(({ id, feature, help, required }) => [id, `${feature}. ${help}`, required ? 'yes' : 'no']),
  )

/** What the vendor of an IWF declares. */
export const icsTable = (): string =>
  table(
    ['Item', 'Feature', 'Values', 'Default', 'Condition'],
    icsItems.map(({ id, feature, value, default: preset, help, conditions }) => [
      id,
      `${feature}. ${help}`,
      values(value),
      Array.isArray(preset) ? preset.join(', ') || 'none' : String(preset),
      conditions
        .map(({ values: claimed, anyOf }) => `${claimed ? `${claimed.join(' or ')}: ` : ''}needs ${anyOf.join(' or ')}`)
        .join('; ') || '–',
    ]),
  )

function values(value: IcsDescription['value']): string {
  switch (value.type) {
    case 'boolean':
      return 'true, false'
    case 'number':
      return value.unit
    case 'enum':
      return value.values.join(', ')
    case 'list':
      return `list of ${value.of}`
  }
}

/** The values with which a vendor makes the cases fit. */
export const pixitTable = (): string =>
  table(
    ['Parameter', 'Default', 'Meaning', 'Source'],
    [
      ...pixitItems.map(({ id, default: preset, unit, help, clause }) => [id, `${preset} ${unit}`, help, clause]),
      ...pixitStatementItems.map(({ id, default: preset, values: all, help, clause }) => [
        id,
        preset,
        `${help} One of ${all.join(', ')}.`,
        clause,
      ]),
    ],
  )
