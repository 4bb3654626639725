/** Text that is HTML already. Made by {@link markup} only, or by {@link verbatim} from the project's own assets. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** What may stand in a template: everything that is not {@link Html} is text and gets escaped. */
export type Part = Html | string | number | false | undefined | readonly Part[]

/**
 * HTML from a template whose parts are escaped, in element content and in quoted attributes alike. Never put a part
 * into a script, a style, a comment or an unquoted attribute. `false` and `undefined` write nothing, lists are joined.
 * Line breaks of the template itself and the indentation after them are layout of the source and are left out; between
 * words of a sentence they are a space.
 */
export function markup(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const compact = compacted(literals)
  let text = compact[0] ?? ''
  for (let index = 0; index < parts.length; index++) text += written(parts[index]) + (compact[index + 1] ?? '')
  return new Html(text)
}

const compactLiterals = new WeakMap<TemplateStringsArray, readonly string[]>()

function compacted(literals: TemplateStringsArray): readonly string[] {
  const known = compactLiterals.get(literals)
  if (known) return known
  const compact = literals.map(literal => literal.replace(/(?<=[^>\s])\n *(?=[^<\s])/g, ' ').replace(/\n */g, ''))
  compactLiterals.set(literals, compact)
  return compact
}

/** The project's own HTML, script or style. Never for anything that came from outside. */
export const verbatim = (text: string): Html => new Html(text)

/** Data for the page's script, in a `<script>` of a type that browsers do not run. Nothing in it can end the element. */
export function dataScript(id: string, data: unknown): Html {
  const json = JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, character => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return new Html(`<script type="application/json" data-octets="${escaped(id)}">${json}</script>`)
}

function written(part: Part): string {
  if (part === undefined || part === false) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return String(part)
  let text = ''
  for (const one of part) text += written(one)
  return text
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

const UNSEEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufff9-\uffff\p{Cf}\p{Cs}]/gu
const HOSTILE = /[&<>"'\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufff9-\uffff\p{Cf}\p{Cs}]/u
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
