import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const read = (name: string): string => readFileSync(join(import.meta.dirname, 'page', name), 'utf8')

const STYLES = ['colours', 'frame', 'overview', 'tables', 'cases', 'ladder', 'message', 'narrow', 'print']
const SCRIPTS = [
  'fold',
  'octets',
  'decoded',
  'message',
  'links',
  'filters',
  'threads',
  'keys',
  'theme',
  'paper',
  'start',
]

/** Colours, light, dark and on paper, and how a verdict looks: the same in every page that this project writes. */
export const colourStyles = (): string => read('colours.css')

/** The styles of the page: `page/*.css` in the order in which they build on each other. */
export const pageStyles = (): string => STYLES.map(name => read(`${name}.css`)).join('\n')

/** The script of the page: `page/*.js` as one, so that each file's functions are known to those after it. */
export const pageScript = (): string => `'use strict'\n${SCRIPTS.map(name => read(`${name}.js`)).join('\n')}`
