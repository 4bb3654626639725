// What is shown of a message when it is opened.

/** Octets of a message that are shown at first; the rest on request. */
const FIRST_OCTETS = 32 * 1024
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

/** Fills an opened message; again when the reader asks for another view. */
function showMessage(details, whole = false) {
  const place = details.querySelector('.octets')
  const embeddedMessage = embedded(details.closest('.ladder').dataset.execution, Number(details.dataset.m))
  if (embeddedMessage === undefined) {
    place.textContent = 'The octets of this message are in the trace only.'
    return
  }
  const { marks = [], length } = embeddedMessage
  const all = octetsOf(embeddedMessage)
  const precise = marks.filter(mark => !isWhole(mark, length))
  const needed = Math.max(FIRST_OCTETS, ...precise.map(({ end }) => end))
  const message = { octets: whole ? all : all.subarray(0, needed), marks, length }
  place.replaceChildren(tools(details, whole), view(message, protocolOf(details)))
  if (message.octets.length < all.length)
    place.append(button(`Show all ${all.length} octets`, undefined, () => showMessage(details, true)))
  if (all.length < length)
    place.append(`The report embeds the first ${all.length} of ${length} octets; the rest is in the trace.`)
}

function view(message, protocol) {
  if (chosenView === 'hex') return hexView(message)
  return chosenView === 'text' ? textView(message) : decodedView(message, protocol)
}

function tools(details, whole) {
  const element = document.createElement('p')
  element.className = 'tools'
  for (const [name, title] of Object.entries(VIEWS))
    element.append(
      button(title, chosenView === name, () => {
        chosenView = name
        showMessage(details, whole)
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
