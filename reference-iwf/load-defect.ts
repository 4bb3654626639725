import { readdirSync } from 'node:fs'
import type { Defect } from './decisions.ts'

const folder = new URL('./defects/', import.meta.url)
/** Sources have one ending, what is made of them another. */
const ENDING = /\.(ts|js)$/

/** The named defect does not exist; the message lists those that do. */
export class UnknownDefect extends Error {
  override readonly name = 'UnknownDefect'
  readonly code = 'unknown-defect'
}

/** Names of all defects that can be loaded. */
export function defectNames(): readonly string[] {
  const files = readdirSync(folder).filter(file => ENDING.test(file) && !/\.(test|d)\.ts$/.test(file))
  return files.map(file => file.replace(ENDING, '')).sort()
}

/** Loads one defect; no other defect's code is touched. Throws {@link UnknownDefect}. */
export async function loadDefect(name: string): Promise<Defect> {
  if (!defectNames().includes(name))
    throw new UnknownDefect(`there is no defect "${name}"; known are: ${defectNames().join(', ')}`)
  const ending = ENDING.exec(import.meta.url)?.[0] ?? '.ts'
  const module = (await import(new URL(`${name}${ending}`, folder).href)) as { readonly defect: Defect }
  return module.defect
}
