import type { AnyCase } from '../engine/case.ts'
import { needsOf } from '../engine/needs.ts'
import type { JudgedCase } from '../judge/judged-case.ts'

/** The cases as the judge needs them. */
export const judgedCases = (catalogue: readonly AnyCase[]): readonly JudgedCase[] =>
  catalogue.map(definition => ({ ...definition, needs: needsOf(definition) }))
