import { markup, type Html } from './template.ts'

/** What the keys do. Keep in step with `page/keys.js`. */
const KEYS: readonly (readonly [string, string])[] = [
  ['j k', 'next, previous case of those shown'],
  ['f F', 'next, previous case that is not green'],
  ['Enter', 'open or close what has the focus'],
  ['n p', 'next, previous row or message of the open case'],
  ['d', 'to the first divergence of the case'],
  ['v', 'next view of the open message: decoded, text, hex'],
  ['Esc', 'close the message, then the row, then the case'],
  ['/', 'search cases'],
  ['1 … 6', 'to overview, requirements, coverage, rules, ambiguities, cases'],
  ['?', 'these keys'],
]

/** The keys of the report, in a dialog. Who does not want single keys to act can turn them off (WCAG 2.1.4). */
export const keysDialog = (): Html => markup`
  <dialog id="keys" aria-labelledby="keys-title"><h2 id="keys-title">Keys</h2>
    <table><tbody>${KEYS.map(([keys, does]) => markup`<tr><th scope="row">${keys.split(' ').map(key => markup`<kbd>${key}</kbd> `)}</th><td>${does}</td></tr>`)}</tbody></table>
    <p>Every case and message has an address: <code>#CAP-04</code> leads to a case, <code>#CAP-04/m7</code> to its 
      seventh message, <code>#R-09</code> to a requirement.</p>
    <form method="dialog"><label><input type="checkbox" name="on" checked> single keys act</label><button>Close</button></form>
  </dialog>`
