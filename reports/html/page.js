// The script of report.html: shows octets when a message is opened, follows links into closed sections, filters lists.
'use strict'

/** Octets of a message that are shown at first; the rest on request. */
const FIRST_OCTETS = 32 * 1024
const HEX = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'))

// ---- octets ----------------------------------------------------------------------------------------------------

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

/** Cuts `[0, length)` at the borders of `marks`: pieces that are wholly inside a mark or wholly outside all. */
function pieces(length, marks) {
  const cuts = new Set([0, length])
  for (const range of marks) for (const cut of range) if (cut < length) cuts.add(cut)
  const sorted = [...cuts].sort((a, b) => a - b)
  return sorted.slice(1).map((end, index) => {
    const start = sorted[index]
    return { start, end, marked: marks.some(([from, to]) => start >= from && end <= to) }
  })
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

const UNSEEN = /[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/

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

function textView(octets, marks) {
  const view = document.createElement('pre')
  view.className = 'text'
  for (const { start, end, marked } of pieces(octets.length, marks)) {
    const into = marked ? document.createElement('mark') : document.createDocumentFragment()
    showText(into, octets, start, end)
    view.append(into)
  }
  return view
}

function hexView(octets, marks) {
  const view = document.createElement('pre')
  view.className = 'hex'
  const perLine = matchMedia('(max-width: 640px)').matches ? 8 : 16
  const isMarked = at => marks.some(([start, end]) => at >= start && at < end)
  for (let line = 0; line < octets.length; line += perLine) {
    const end = Math.min(line + perLine, octets.length)
    const own = marks.filter(([from, to]) => from < end && to > line)
    const readable = Array.from(octets.subarray(line, end), octet =>
      octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '·',
    ).join('')
    view.append(`${line.toString(16).padStart(5, '0')}  `)
    if (own.length === 0) view.append(Array.from(octets.subarray(line, end), octet => HEX[octet]).join(' '))
    else
      for (let at = line; at < end; at++) {
        const element = document.createElement(isMarked(at) ? 'mark' : 'span')
        element.textContent = HEX[octets[at]]
        view.append(at > line ? ' ' : '', element)
      }
    view.append(`${'   '.repeat(line + perLine - end)}  ${readable}\n`)
  }
  return view
}

function button(text, pressed, action) {
  const element = document.createElement('button')
  element.type = 'button'
  element.textContent = text
  if (pressed !== undefined) element.setAttribute('aria-pressed', String(pressed))
  element.addEventListener('click', action)
  return element
}

/** Fills an opened message; again when the reader asks for another view. */
function showOctets(details, mode, whole) {
  const place = details.querySelector('.octets')
  const execution = details.closest('.ladder').dataset.execution
  const message = embedded(execution, Number(details.dataset.m))
  if (message === undefined) {
    place.textContent = 'The octets of this message are in the trace only.'
    return
  }
  const all = octetsOf(message)
  const marks = message.marks ?? []
  const needed = Math.max(FIRST_OCTETS, ...marks.map(([, end]) => end))
  const octets = whole ? all : all.subarray(0, needed)
  const tools = document.createElement('p')
  tools.className = 'tools'
  tools.append(
    button('Text', mode === 'text', () => showOctets(details, 'text', whole)),
    button('Hex', mode === 'hex', () => showOctets(details, 'hex', whole)),
  )
  const link = document.createElement('a')
  link.href = `#${encodeURI(details.id).replaceAll('#', '%23')}`
  link.textContent = 'link to this message'
  tools.append(link)
  place.replaceChildren(tools, mode === 'hex' ? hexView(octets, marks) : textView(octets, marks))
  if (octets.length < all.length)
    place.append(button(`Show all ${all.length} octets`, undefined, () => showOctets(details, mode, true)))
  if (all.length < message.length)
    place.append(`The report embeds the first ${all.length} of ${message.length} octets; the rest is in the trace.`)
}

document.addEventListener(
  'toggle',
  event => {
    const details = event.target
    if (details.open && details.matches('details.m') && details.querySelector('.octets pre') === null)
      showOctets(details, 'text', false)
  },
  true,
)

// ---- links into closed sections -------------------------------------------------------------------------------------

/** Opens all that hides the target of the address, and the target itself. */
function follow() {
  let target
  try {
    target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  } catch {
    return
  }
  if (target === null) return
  for (let section = target; section !== null; section = section.parentElement?.closest('details') ?? null) {
    section.hidden = false
    if (section.tagName === 'DETAILS') section.open = true
  }
  target.closest('.group')?.removeAttribute('hidden')
  requestAnimationFrame(() => {
    const shown = target.closest('.m') ?? target
    shown.scrollIntoView({ block: shown.matches('.m, tr') ? 'center' : 'start' })
    shown.classList.remove('flash')
    void shown.offsetWidth
    shown.classList.add('flash')
  })
}

addEventListener('hashchange', follow)
document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href^="#"]')
  if (link && link.getAttribute('href') === location.hash) follow()
})

// ---- filters ------------------------------------------------------------------------------------------------------

for (const form of document.querySelectorAll('form[data-filters]')) {
  const section = document.getElementById(form.dataset.filters)
  const items = [...section.querySelectorAll('tr[data-words], details.case')]
  const groups = [...section.querySelectorAll('.group')]
  const apply = () => {
    const wanted = new FormData(form)
    const words = (wanted.get('words') ?? '').toLowerCase().split(/\s+/).filter(Boolean)
    const matches = ({ dataset }) =>
      words.every(word => dataset.words.includes(word)) &&
      (!wanted.get('verdict') || dataset.verdict === wanted.get('verdict')) &&
      (!wanted.get('level') || dataset.level === wanted.get('level'))
    for (const item of items) item.hidden = !matches(item)
    for (const group of groups) group.hidden = group.querySelector('details.case:not([hidden])') === null
    section.querySelector('[data-nothing-for]').hidden = items.some(item => !item.hidden)
  }
  form.addEventListener('input', apply)
  form.addEventListener('submit', event => event.preventDefault())
  for (const control of form.querySelectorAll('[data-open]'))
    control.addEventListener('click', () => {
      const open = control.dataset.open === 'all'
      for (const item of items) if (!item.hidden || !open) item.open = open
    })
  apply()
}

follow()
