// What is shown of a message when it is opened.

/** Octets of a message that are shown at first; the rest on request. */
const FIRST_OCTETS = 32 * 1024
/** Those that are printed, unless a verdict cites later ones: then up to the first of {@link FIRST_OCTETS}. */
const OCTETS_ON_PAPER = 4 * 1024
const VIEWS = { decoded: 'Decoded', text: 'Text', hex: 'Hex' }

/** The view that the reader chose last: the next message opens to it. */
let chosenView = 'decoded'

function button(text, pressed, action) {
  const element = document.createElement('button')
  element.type = 'button'
  element.textContent = text
  if (pressed !== undefined) element.setAttribute('aria-pressed', String(pressed))
  element.addEventListener('click', action)
  return element
}

const protocolOf = details => ['sip', 'msrp', 'http'].find(name => details.classList.contains(name))

/** How many octets are shown of a message whose cited octets end at `citedUpTo`. */
function octetsShown(extent, citedUpTo) {
  switch (extent) {
    case 'whole':
      return Infinity
    case 'beginning':
      return Math.max(FIRST_OCTETS, citedUpTo)
    case 'paper':
      return Math.min(FIRST_OCTETS, Math.max(OCTETS_ON_PAPER, citedUpTo))
  }
}

/** Fills an opened message; again when the reader asks for another view. `extent`: `beginning`, `whole` or `paper`. */
function showMessage(details, extent = 'beginning') {
  const place = details.querySelector('.octets')
  const embeddedMessage = embedded(details.closest('.ladder').dataset.execution, Number(details.dataset.m))
  if (embeddedMessage === undefined) {
    place.textContent = 'The octets of this message are in the trace only.'
    return
  }
  const { marks = [], length } = embeddedMessage
  const all = octetsOf(embeddedMessage)
  const precise = marks.filter(mark => !isWhole(mark, length))
  const citedUpTo = Math.max(0, ...precise.map(({ end }) => end))
  const message = { octets: all.subarray(0, octetsShown(extent, citedUpTo)), marks, length }
  place.replaceChildren(tools(details, extent), view(message, protocolOf(details)))
  if (extent === 'paper') {
    if (message.octets.length < length)
      place.append(`The first ${message.octets.length} of ${length} octets are printed; all are in the trace.`)
    return
  }
  if (message.octets.length < all.length)
    place.append(button(`Show all ${all.length} octets`, undefined, () => showMessage(details, 'whole')))
  if (all.length < length)
    place.append(`The report embeds the first ${all.length} of ${length} octets; the rest is in the trace.`)
}

function view(message, protocol) {
  if (chosenView === 'hex') return hexView(message)
  return chosenView === 'text' ? textView(message) : decodedView(message, protocol)
}

function tools(details, extent) {
  const element = document.createElement('p')
  element.className = 'tools'
  for (const [name, title] of Object.entries(VIEWS))
    element.append(
      button(title, chosenView === name, () => {
        chosenView = name
        showMessage(details, extent)
        details.querySelector('.tools [aria-pressed=true]').focus()
      }),
    )
  const link = document.createElement('a')
  link.href = addressOf(details.id)
  link.textContent = 'link to this message'
  element.append(link)
  return element
}

document.addEventListener(
  'toggle',
  event => {
    const details = event.target
    if (details.open && details.matches('details.m') && details.querySelector('.tools') === null) showMessage(details)
  },
  true,
)
