// Links into closed and folded sections.

const addressOf = id => `#${encodeURI(id).replaceAll('#', '%23')}`

/** The element of that name; unfolds the row or case that has it. Undefined when the report has none. */
async function find(id) {
  const known = document.getElementById(id)
  if (known !== null) return known
  const path = id.replace(/^attempt:/, '')
  for (let end = path.length; end > 0; end = Math.max(path.lastIndexOf('/', end - 1), path.lastIndexOf('#', end - 1))) {
    const section = document.getElementById(path.slice(0, end))
    if (section === null || !section.matches('.case, .row')) continue
    await unfold(section)
    const found = document.getElementById(id)
    if (found !== null) return found
  }
  return undefined
}

/** Opens all that hides an element, and the element itself. */
async function reveal(target) {
  for (let section = target.closest('details'); section !== null; section = section.parentElement.closest('details')) {
    section.hidden = false
    section.open = true
    if (section.matches('.case, .row')) await unfold(section)
  }
  target.closest('.group')?.removeAttribute('hidden')
  target.closest('tr')?.removeAttribute('hidden')
}

/** Shows what the address names. */
async function follow() {
  let id
  try {
    id = decodeURIComponent(location.hash.slice(1))
  } catch {
    return
  }
  if (id === '') return
  const target = await find(id)
  if (target === undefined) {
    announce(`This report has no ${id}.`)
    return
  }
  await reveal(target)
  const shown = target.closest('.m') ?? target
  // Sections that were out of view get their height only now: the second frame knows where things are.
  requestAnimationFrame(() => {
    shown.scrollIntoView({ block: shown.matches('tr') ? 'center' : 'start' })
    requestAnimationFrame(() => {
      shown.scrollIntoView({ block: shown.matches('tr') ? 'center' : 'start' })
      shown.querySelector(':scope > summary')?.focus({ preventScroll: true })
      shown.classList.remove('flash')
      void shown.offsetWidth
      shown.classList.add('flash')
    })
  })
}

/** Tells all readers, those who hear the page too. */
function announce(text) {
  const place = document.getElementById('announcement')
  place.textContent = text
  place.hidden = false
  clearTimeout(announce.timer)
  announce.timer = setTimeout(() => (place.hidden = true), 6000)
}

addEventListener('hashchange', () => void follow())
document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href^="#"]')
  if (link && link.getAttribute('href') === location.hash) void follow()
})
