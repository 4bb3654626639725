// What a printed copy shows besides what the reader has opened.

const parameterLists = [...document.querySelectorAll('details.parameters')]

/** A verdict means nothing without the ICS and PIXIT in force. */
addEventListener('beforeprint', () => {
  for (const list of parameterLists) {
    list.dataset.wasOpen = list.open
    list.open = true
  }
})
addEventListener('afterprint', () => {
  for (const list of parameterLists) list.open = list.dataset.wasOpen === 'true'
})

/** Opens the cases that are not green, and those of their rows: a copy for the files proves what it says. */
async function openForPaper() {
  const red = [...document.querySelectorAll('details.case')].filter(one => isRed(one.dataset.verdict))
  for (const one of red.slice(0, MOST_OPENED)) {
    one.open = true
    await unfold(one)
    for (const row of one.querySelectorAll('.rows > .row')) {
      if (!isRed(row.dataset.verdict)) continue
      row.open = true
      await unfold(row)
    }
  }
}
