// Octets of messages as text and in hexadecimal, with those highlighted that a verdict cites.

const HEX = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'))

const parsed = new Map()

/** What the report embeds about message `id` of `execution`. */
function embedded(execution, id) {
  if (!parsed.has(execution)) {
    const script = document.querySelector(`script[data-octets="${CSS.escape(execution)}"]`)
    const list = script === null ? [] : JSON.parse(script.textContent)
    parsed.set(execution, new Map(list.map(message => [message.id, message])))
  }
  return parsed.get(execution).get(id)
}

function octetsOf(message) {
  if (message.text !== undefined) return new TextEncoder().encode(message.text)
  return Uint8Array.from(atob(message.base64), character => character.charCodeAt(0))
}

/** A citation of a whole message is shown more faintly than one of some octets, and never hides it. */
const isWhole = ({ start, end }, length) => start === 0 && end >= length

/** Class of the highlight of octets that these marks cover; undefined for none. */
function highlight(covering, length) {
  const precise = covering.filter(mark => !isWhole(mark, length))
  const shown = precise.length > 0 ? precise : covering
  if (shown.length === 0) return undefined
  return `${shown.some(({ offends }) => offends) ? 'offends' : 'cited'}${precise.length > 0 ? '' : ' whole'}`
}

/** Cuts `[start, end)` at the borders of marks: pieces that are wholly inside or wholly outside each. */
function pieces({ octets, marks, length }, start, end) {
  const cuts = new Set([start, end])
  for (const mark of marks) for (const cut of [mark.start, mark.end]) if (cut > start && cut < end) cuts.add(cut)
  const sorted = [...cuts].sort((a, b) => a - b)
  return sorted.slice(1).map((to, index) => {
    const from = sorted[index]
    return {
      from,
      to,
      look: highlight(
        marks.filter(mark => from >= mark.start && to <= mark.end),
        length ?? octets.length,
      ),
    }
  })
}

/** Writes octets `[start, end)` of a message as text, those that are cited in a `mark`. */
function showRange(into, message, start, end) {
  for (const { from, to, look } of pieces(message, start, end)) {
    const place = look === undefined ? document.createDocumentFragment() : document.createElement('mark')
    if (look !== undefined) place.className = look
    showText(place, message.octets, from, to)
    into.append(place)
  }
}

/** Length of the well-formed UTF-8 sequence at `at`, 0 when there is none (RFC 3629 §4). */
function sequenceLength(octets, at, end) {
  const first = octets[at]
  if (first < 0x80) return 1
  const length =
    first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0
  if (length === 0 || at + length > end) return 0
  for (let next = at + 1; next < at + length; next++) if ((octets[next] & 0xc0) !== 0x80) return 0
  const second = octets[at + 1]
  if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0
  return length
}

const UNSEEN = /[\0-\x1f\x7f-\x9f\u2028\u2029\ufff9-\uffff\p{Cf}]/u

/** Readable characters as text; what is not text, or would not be seen, as a chip. Line ends are shown and kept. */
function showText(into, octets, start, end) {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let run = ''
  const flush = () => {
    if (run !== '') into.append(run)
    run = ''
  }
  const chip = (text, kind) => {
    flush()
    const element = document.createElement('i')
    element.className = kind
    element.textContent = text
    into.append(element)
  }
  for (let at = start; at < end;) {
    const octet = octets[at]
    const length = sequenceLength(octets, at, end)
    if (octet === 0x0d) chip('\\r', 'eol')
    else if (octet === 0x0a) {
      chip('\\n', 'eol')
      run += '\n'
    } else if (octet === 0x09) run += '\t'
    else if (length === 0) chip(`\\x${HEX[octet]}`, 'raw')
    else if (length === 1 && octet >= 0x20 && octet < 0x7f) run += String.fromCharCode(octet)
    else {
      const character = decoder.decode(octets.subarray(at, at + length))
      if (UNSEEN.test(character)) chip(`\\u{${character.codePointAt(0).toString(16)}}`, 'raw')
      else run += character
    }
    at += Math.max(1, length)
  }
  flush()
}

function textView(message) {
  const view = document.createElement('pre')
  view.className = 'text'
  showRange(view, message, 0, message.octets.length)
  return view
}

function hexView({ octets, marks, length }) {
  const view = document.createElement('pre')
  view.className = 'hex'
  const perLine = matchMedia('(max-width: 640px)').matches ? 8 : 16
  for (let line = 0; line < octets.length; line += perLine) {
    const end = Math.min(line + perLine, octets.length)
    const readable = Array.from(octets.subarray(line, end), octet =>
      octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '·',
    ).join('')
    view.append(`${line.toString(16).padStart(5, '0')}  `)
    for (const { from, to, look } of pieces({ octets, marks, length }, line, end)) {
      const codes = Array.from(octets.subarray(from, to), octet => HEX[octet]).join(' ')
      if (look === undefined) view.append(codes)
      else {
        const mark = document.createElement('mark')
        mark.className = look
        mark.textContent = codes
        view.append(mark)
      }
      if (to < end) view.append(' ')
    }
    view.append(`${'   '.repeat(line + perLine - end)}  ${readable}\n`)
  }
  return view
}
