// Messages taken apart: start line, header fields, and the body by its type. Nothing is repaired or left out: every
// part shows the octets that it stands for.

const COMPACT = { c: 'Content-Type', e: 'Content-Encoding', f: 'From', i: 'Call-ID', k: 'Supported' }
Object.assign(COMPACT, {
  l: 'Content-Length',
  m: 'Contact',
  o: 'Event',
  s: 'Subject',
  t: 'To',
  u: 'Allow-Events',
  v: 'Via',
})
const SDP_LINES = { v: 'version', o: 'origin', s: 'session name', c: 'connection', b: 'bandwidth', t: 'timing' }
Object.assign(SDP_LINES, { m: 'media', a: 'attribute', i: 'information', k: 'key' })

const LF = 0x0a
const CR = 0x0d

/** Lines of `[from, to)` without their ends. */
function* linesOf(octets, from, to) {
  for (let start = from; start < to;) {
    let end = octets.indexOf(LF, start)
    if (end < 0 || end >= to) end = to
    yield { start, end: end > start && octets[end - 1] === CR ? end - 1 : end, next: Math.min(end + 1, to) }
    start = end + 1
  }
}

const ascii = (octets, start, end) => String.fromCharCode(...octets.subarray(start, Math.min(end, start + 4096)))

/** Header fields from `from` up to the empty line, and where what follows begins. Folded lines belong to their field. */
function fieldsOf(octets, from, to) {
  const fields = []
  for (const { start, end, next } of linesOf(octets, from, to)) {
    if (start === end) return { fields, rest: next }
    const last = fields.at(-1)
    if (last !== undefined && (octets[start] === 0x20 || octets[start] === 0x09)) last.end = end
    else {
      const colon = octets.indexOf(0x3a, start)
      const isField = colon >= 0 && colon < end
      let value = isField ? colon + 1 : start
      while (isField && value < end && (octets[value] === 0x20 || octets[value] === 0x09)) value++
      const name = isField ? ascii(octets, start, colon) : ''
      fields.push({ name: COMPACT[name] === undefined ? name : `${name} (${COMPACT[name]})`, start: value, end })
    }
  }
  return { fields, rest: to }
}

const typeIn = (octets, fields) => {
  const field = fields.find(({ name }) => /^(c \()?content-type\)?$/i.test(name))
  return field === undefined ? '' : ascii(octets, field.start, field.end).split(';')[0].trim().toLowerCase()
}

/** Parts of a message: `{ title, fields }`, `{ title, tree }` or `{ title, start, end }`. */
function partsOf(protocol, octets) {
  const [first] = linesOf(octets, 0, octets.length)
  if (first === undefined) return []
  const { fields, rest } = fieldsOf(octets, first.next, octets.length)
  const start = { title: 'Start line', start: 0, end: first.end }
  if (protocol !== 'msrp') {
    const header = { title: 'Header', fields }
    return [start, header, ...bodyParts(octets, typeIn(octets, fields), rest, octets.length)]
  }
  const endLine = endLineOf(octets, first)
  const inHeader = fields.filter(field => field.end <= endLine)
  const header = { title: 'Header', fields: inHeader }
  const body = rest < endLine ? bodyParts(octets, typeIn(octets, inHeader), rest, endLine) : []
  const end = { title: 'End-line', start: endLine, end: octets.length }
  return [start, header, ...body, ...(endLine < octets.length ? [end] : [])]
}

/** `-------` and the transaction id of the start line begin the end-line (RFC 4975 §7.1). */
function endLineOf(octets, first) {
  const transaction = ascii(octets, first.start, first.end).split(' ')[1] ?? ''
  const wanted = new TextEncoder().encode(`-------${transaction}`)
  for (let at = octets.length - wanted.length; at > first.end; at--)
    if (octets[at] === 0x2d && wanted.every((octet, index) => octets[at + index] === octet)) return at
  return octets.length
}

function bodyParts(octets, type, start, end) {
  if (start >= end) return []
  if (type === 'message/cpim') {
    const outer = fieldsOf(octets, start, end)
    const inner = fieldsOf(octets, outer.rest, end)
    return [
      { title: 'CPIM header', fields: outer.fields },
      { title: 'Header of the content', fields: inner.fields },
      ...bodyParts(octets, typeIn(octets, inner.fields), inner.rest, end),
    ]
  }
  if (type === 'application/sdp') {
    const lines = [...linesOf(octets, start, end)].filter(line => line.end > line.start)
    const named = lines.map(line => {
      const letter = ascii(octets, line.start, line.start + 1)
      return { name: `${letter}= ${SDP_LINES[letter] ?? ''}`, start: line.start + 2, end: line.end }
    })
    return [{ title: 'SDP', fields: named }]
  }
  if (/[/+]xml$/.test(type) || octets[start] === 0x3c) return [{ title: 'XML', tree: treeOf(octets, start, end) }]
  return [{ title: type === '' ? 'Body' : `Body, ${type}`, start, end }]
}

/** Lines of an XML document with their depth; an element that holds text only is one line. */
function treeOf(octets, from, to) {
  const tokens = []
  for (let at = from; at < to;) {
    const isTag = octets[at] === 0x3c
    const border = octets.indexOf(isTag ? 0x3e : 0x3c, at)
    const end = border < 0 || border >= to ? to : isTag ? border + 1 : border
    const text = ascii(octets, at, end)
    if (isTag || text.trim() !== '') tokens.push({ start: at, end, kind: isTag ? kindOfTag(text) : 'text', text })
    at = end
  }
  const lines = []
  let depth = 0
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]
    if (token.kind === 'close') depth = Math.max(0, depth - 1)
    const [next, afterNext] = [tokens[index + 1], tokens[index + 2]]
    if (token.kind === 'open' && next?.kind === 'text' && afterNext?.kind === 'close') {
      lines.push({ depth, start: token.start, end: afterNext.end, says: contentOf(token, next) })
      index += 2
    } else if (token.kind === 'open' && next?.kind === 'close') {
      lines.push({ depth, start: token.start, end: next.end })
      index++
    } else {
      lines.push({ depth, start: token.start, end: token.end })
      if (token.kind === 'open') depth++
    }
  }
  return lines
}

function kindOfTag(text) {
  if (text.startsWith('</')) return 'close'
  return text.startsWith('<?') || text.startsWith('<!') || text.endsWith('/>') ? 'other' : 'open'
}

/** What base64 in a document says, where it is readable. */
function contentOf(tag, { text }) {
  if (!/encoding\s*=\s*["']base64/i.test(tag.text)) return undefined
  try {
    const octets = Uint8Array.from(atob(text.trim()), character => character.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    return undefined
  }
}

function decodedView(message, protocol) {
  const view = document.createElement('div')
  view.className = 'decoded'
  for (const part of partsOf(protocol, message.octets)) {
    const title = document.createElement('h5')
    title.textContent = part.title
    view.append(title, viewOfPart(part, message))
  }
  return view
}

function viewOfPart({ fields, tree, start, end }, message) {
  if (fields !== undefined) {
    const table = document.createElement('table')
    for (const field of fields) {
      const row = table.insertRow()
      const name = document.createElement('th')
      name.scope = 'row'
      name.textContent = field.name
      row.append(name)
      showRange(row.insertCell(), message, field.start, field.end)
    }
    return table
  }
  const block = document.createElement('div')
  block.className = 'block'
  for (const line of tree ?? [{ depth: 0, start, end }]) {
    const row = document.createElement('div')
    row.style.paddingLeft = `${line.depth}rem`
    showRange(row, message, line.start, line.end)
    if (line.says !== undefined) {
      const says = document.createElement('i')
      says.className = 'says'
      const octets = new TextEncoder().encode(line.says)
      says.append(' says “')
      showText(says, octets, 0, octets.length)
      says.append('”')
      row.append(says)
    }
    block.append(row)
  }
  return block
}
