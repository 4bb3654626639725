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
/** So many messages of a case. */
const MESSAGES_ON_PAPER = 20

/**
 * Opens the cases that are not green, first rows of them that are not, and the messages there that violate: a copy for
 * the files proves what it says.
 */
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
    const shown = [...one.querySelectorAll('details.m.bad')].filter(
      message => message.parentElement.closest('details:not([open])') === null,
    )
    for (const message of shown.slice(0, MESSAGES_ON_PAPER)) {
      message.open = true
      showMessage(message, 'paper')
    }
  }
}
