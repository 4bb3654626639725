import { VERDICT_WORDS, type Standing } from '../totals.ts'
import { html, type Html } from './template.ts'

const GLYPHS: Readonly<Record<Standing, string>> = {
  pass: '✓',
  warn: '!',
  fail: '✗',
  inconclusive: '?',
  error: '‼',
  notApplicable: '–',
  notTested: '○',
}

/** A verdict by colour, sign and word, so that no reader depends on colour. */
export const badge = (verdict: Standing): Html =>
  html`<span class="badge v-${verdict}"
    ><span aria-hidden="true">${GLYPHS[verdict]}</span> ${VERDICT_WORDS[verdict]}</span
  >`
