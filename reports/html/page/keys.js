// Single keys move through the report. Keep in step with `keys.ts`, which documents them.

const SECTIONS = ['overview', 'requirements', 'coverage', 'rules', 'ambiguities', 'cases']
const keysDialog = document.getElementById('keys')
const keysOn = keysDialog.querySelector('[name=on]')

const shownCases = () => [...document.querySelectorAll('.group:not([hidden]) > details.case:not([hidden])')]

/** The case that keys are about: the one with the focus, else the last that had it. */
let lastCase
function currentCase() {
  const focused = document.activeElement?.closest('details.case')
  if (focused) lastCase = focused
  return lastCase
}

function focusOn(section) {
  if (section === undefined || section === null) return
  if (section.matches('details.case')) lastCase = section
  section.querySelector(':scope > summary').focus({ preventScroll: true })
  section.scrollIntoView({ block: 'nearest' })
}

/** The next of `list` after `from` in the order of the page, or before it. */
function neighbour(list, from, step) {
  const at = list.indexOf(from)
  if (at >= 0) return list[at + step]
  if (!from) return step > 0 ? list[0] : list.at(-1)
  const follows = other => from.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING
  return step > 0 ? list.find(follows) : list.findLast(other => !follows(other))
}

function moveCase(step, isWanted) {
  const wanted = shownCases().filter(one => isWanted(one) || one === currentCase())
  focusOn(neighbour(wanted, currentCase(), step))
}

function moveInside(step) {
  const current = currentCase()
  if (!current?.open) return
  const shown = [...current.querySelectorAll('details.row, details.m')].filter(one => one.checkVisibility())
  const from = document.activeElement?.closest('details.m, details.row') ?? undefined
  focusOn(neighbour(shown, from, step))
}

async function toDivergence() {
  const current = currentCase()
  if (!current) return
  current.open = true
  await unfold(current)
  const row = current.querySelector('details.row[open]') ?? current.querySelector('.rows > .row[data-verdict=fail]')
  if (row) await unfold(row)
  const link = (row ?? current).querySelector('[data-divergence]')
  if (link === null) announce('No message of this case diverges.')
  else if (location.hash === link.getAttribute('href')) void follow()
  else location.hash = link.getAttribute('href')
}

function nextView() {
  const message = document.activeElement?.closest('details.m[open]')
  if (!message) return
  const names = Object.keys(VIEWS)
  chosenView = names[(names.indexOf(chosenView) + 1) % names.length]
  showMessage(message)
  message.querySelector('.tools [aria-pressed=true]').focus()
}

function closeInnermost() {
  const open = document.activeElement?.closest('details[open]')
  if (!open) return
  open.open = false
  focusOn(open)
}

const KEYS = {
  j: () => moveCase(1, () => true),
  k: () => moveCase(-1, () => true),
  f: () => moveCase(1, one => isRed(one.dataset.verdict)),
  F: () => moveCase(-1, one => isRed(one.dataset.verdict)),
  n: () => moveInside(1),
  p: () => moveInside(-1),
  d: () => void toDivergence(),
  v: nextView,
  Escape: closeInnermost,
  '/': () => document.querySelector('[data-filters=cases] input').focus(),
  '?': () => keysDialog.showModal(),
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || keysDialog.open) return
  if (event.target.matches('input:not([type=checkbox]), select, textarea')) {
    if (event.key === 'Escape') event.target.blur()
    return
  }
  if (!keysOn.checked && event.key !== '?' && event.key !== 'Escape') return
  const section = SECTIONS[Number(event.key) - 1]
  const action = section === undefined ? KEYS[event.key] : () => (location.hash = section)
  if (action === undefined) return
  event.preventDefault()
  action()
})

document.querySelector('[data-show-keys]').addEventListener('click', () => keysDialog.showModal())
