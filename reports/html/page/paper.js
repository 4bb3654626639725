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

/** So many rows of a case are printed in full; that another hundred went the same way is told by their verdicts. */
const ROWS_ON_PAPER = 3

/** Opens the cases that are not green, and first rows of them that are not: a copy for the files proves what it says. */
async function openForPaper() {
  const red = [...document.querySelectorAll('details.case')].filter(one => isRed(one.dataset.verdict))
  for (const one of red.slice(0, MOST_OPENED)) {
    one.open = true
    await unfold(one)
    const redRows = [...one.querySelectorAll('.rows > .row')].filter(row => isRed(row.dataset.verdict))
    for (const row of redRows.slice(0, ROWS_ON_PAPER)) {
      row.open = true
      await unfold(row)
    }
  }
}
