/** A cell of a Markdown table: one line, and no bar that would end it. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A list with a bullet before each item. */
export const bullets = (items: readonly string[]): string => items.map(item => `- ${item}`).join('\n')

/** A text diagram, without the indentation that it has in the source. */
export function diagram(text: string): string {
  const lines = text.replace(/^\n+|\s+$/g, '').split('\n')
  const indents = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length)
  const indent = Math.min(...indents)
  return ['```text', ...lines.map(line => line.slice(indent).trimEnd()), '```'].join('\n')
}
