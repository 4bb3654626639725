/** Text that is HTML already. Made by {@link html} only, or by {@link verbatim} from the project's own assets. */
export class Html {
  readonly markup: string
  constructor(markup: string) {
    this.markup = markup
  }
}

/** What may stand in a template: everything that is not {@link Html} is text and gets escaped. */
export type Part = Html | string | number | false | undefined | readonly Part[]

/**
 * HTML from a template whose parts are escaped, in element content and in quoted attributes alike. Never put a part
 * into a script, a style, a comment or an unquoted attribute. `false` and `undefined` write nothing, lists are joined.
 */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let markup = literals[0] ?? ''
  for (const [index, part] of parts.entries()) markup += written(part) + (literals[index + 1] ?? '')
  return new Html(markup)
}

/** The project's own HTML, script or style. Never for anything that came from outside. */
export const verbatim = (markup: string): Html => new Html(markup)

/** Data for the page's script, in a `<script>` of a type that browsers do not run. Nothing in it can end the element. */
export function dataScript(id: string, data: unknown): Html {
  const json = JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, character => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return new Html(`<script type="application/json" data-octets="${escaped(id)}">${json}</script>`)
}

function written(part: Part): string {
  if (part === undefined || part === false) return ''
  if (part instanceof Html) return part.markup
  if (typeof part === 'object') {
    let markup = ''
    for (const one of part) markup += written(one)
    return markup
  }
  return escaped(String(part))
}

/**
 * Escapes mark-up, and shows what a reader could not see or would be misled by (control characters, direction marks)
 * as `\u{..}`.
 */
function escaped(text: string): string {
  if (!HOSTILE.test(text)) return text
  return text
    .replace(UNSEEN, character => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`)
    .replace(/[&<>"']/g, character => ESCAPES[character] ?? character)
}

const UNSEEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\p{Cs}]/gu
const HOSTILE = /[&<>"'\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\p{Cs}]/u
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
