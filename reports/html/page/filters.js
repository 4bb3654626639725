// Filters over lists of cases, requirements and rules.

const isRed = verdict => !['pass', 'notApplicable'].includes(verdict)

/** So many cases are opened at once; more would only keep the browser busy. */
const MOST_OPENED = 100

const hasVerdict = (wanted, verdict) => !wanted || (wanted === 'red' ? isRed(verdict) : verdict === wanted)

function filterForm(form) {
  const section = document.getElementById(form.dataset.filters)
  const items = [...section.querySelectorAll('tr[data-words], details.case')]
  const groups = [...section.querySelectorAll('.group')]
  const apply = () => {
    const wanted = new FormData(form)
    const words = (wanted.get('words') ?? '').toLowerCase().split(/\s+/).filter(Boolean)
    let count = 0
    for (const item of items) {
      const { dataset } = item
      const matches =
        words.every(word => dataset.words.includes(word)) &&
        hasVerdict(wanted.get('verdict'), dataset.verdict) &&
        (!wanted.get('level') || dataset.level === wanted.get('level'))
      if (matches) count++
      if (item.hidden === matches) item.hidden = !matches
    }
    for (const group of groups) group.hidden = group.querySelector('details.case:not([hidden])') === null
    section.querySelector('[data-nothing-for]').hidden = count > 0
    section.querySelector('[data-count-for]').textContent = `${count} of ${items.length}`
  }
  let pending = 0
  form.addEventListener('input', () => {
    cancelAnimationFrame(pending)
    pending = requestAnimationFrame(apply)
  })
  form.addEventListener('submit', event => event.preventDefault())
  for (const control of form.querySelectorAll('[data-open]'))
    control.addEventListener('click', () => openAll(items, control.dataset.open === 'all'))
  apply()
}

function openAll(items, open) {
  if (!open) {
    for (const item of items) item.open = false
    return
  }
  const shown = items.filter(item => !item.hidden)
  for (const item of shown.slice(0, MOST_OPENED)) item.open = true
  if (shown.length > MOST_OPENED)
    announce(`The first ${MOST_OPENED} of ${shown.length} cases are open; narrow the filter for the others.`)
}

document.addEventListener('change', event => {
  const box = event.target
  if (!box.matches('[data-only-red]')) return
  for (const row of box.closest('.body').querySelectorAll(':scope > .rows > .row'))
    row.hidden = box.checked && !isRed(row.dataset.verdict)
})
