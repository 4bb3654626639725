/** Whether a document has a document type declaration: it can only stand before the root element (XML 1.0 §2.8). */
export function hasDoctype(source: string): boolean {
  let at = source.charCodeAt(0) === 0xfeff ? 1 : 0
  for (;;) {
    while (/\s/.test(source.charAt(at))) at++
    const close = source.startsWith('<?', at) ? '?>' : source.startsWith('<!--', at) ? '-->' : undefined
    if (close === undefined) return source.startsWith('<!', at)
    const end = source.indexOf(close, at + 2)
    if (end === -1) return false
    at = end + close.length
  }
}
