import { icsItems } from '../../fixtures/catalogue/ics.ts'
import { pixitItems } from '../../fixtures/catalogue/pixit.ts'
import { pixitStatementItems } from '../../fixtures/catalogue/pixit-statements.ts'
import { serverIcsItems } from '../../fixtures/catalogue/server-ics.ts'
import type { IcsValue } from '../../trace/events.ts'
import type { Results } from '../results.ts'
import { counted } from './figures.ts'
import { markup, type Html } from './template.ts'

/** What the vendor declared and which values were in force: without these a verdict means nothing. */
export const parameters = ({ ics, pixit, statements }: Results): Html => markup`
  <details class="parameters" id="ics"><summary>ICS in force (${counted(Object.keys(ics).length, 'item')})</summary>
    <div class="scroll"><table class="rules"><thead><tr><th>Item</th><th>Declared</th><th>Feature</th></tr></thead>
    <tbody>${sorted(ics).map(([item, value]) => row(item, declared(value), FEATURES.get(item)))}</tbody></table></div></details>
  <details class="parameters" id="pixit"><summary>PIXIT in force (${counted(Object.keys(pixit).length + Object.keys(statements).length, 'item')})</summary>
    <div class="scroll"><table class="rules"><thead><tr><th>Item</th><th>Value</th><th>Meaning</th></tr></thead>
    <tbody>${sorted(pixit).map(([name, value]) => row(name, `${value} ${UNITS.get(name) ?? ''}`, MEANINGS.get(name)))}
    ${sorted(statements).map(([name, value]) => row(name, value, MEANINGS.get(name)))}</tbody></table></div></details>`

const FEATURES: ReadonlyMap<string, string> = new Map(
  [...icsItems, ...serverIcsItems].map(({ id, feature, help }) => [id, `${feature}. ${help}`]),
)
const MEANINGS: ReadonlyMap<string, string> = new Map(
  [...pixitItems, ...pixitStatementItems].map(({ id, help, clause }) => [id, `${help} [${clause}]`]),
)
const UNITS: ReadonlyMap<string, string> = new Map(pixitItems.map(({ id, unit }) => [id, unit]))

const row = (name: string, value: string, meaning = ''): Html => markup`
  <tr><th scope="row">${name}</th><td>${value}</td><td>${meaning}</td></tr>`

function declared(value: IcsValue): string {
  if (value === true) return 'yes'
  if (value === false) return 'no'
  return typeof value === 'object' ? value.join(', ') || 'none' : String(value)
}

const sorted = <T>(items: Readonly<Record<string, T>>): readonly (readonly [string, T])[] =>
  Object.entries(items).sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
