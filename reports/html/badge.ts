import { VERDICT_WORDS, type Standing } from '../totals.ts'
import { markup, type Html } from './template.ts'

/** The sign of a verdict, beside its colour. */
export const SIGNS: Readonly<Record<Standing, string>> = {
  pass: '✓',
  warn: '!',
  fail: '✗',
  inconclusive: '?',
  error: '‼',
  notApplicable: '–',
  notTested: '○',
}

/** A verdict by colour, sign and word, so that no reader depends on colour; `word` says it otherwise. */
export const badge = (verdict: Standing, word: string = VERDICT_WORDS[verdict]): Html =>
  markup`<span class="badge v-${verdict}"><span aria-hidden="true">${SIGNS[verdict]}</span> ${word}</span>`
