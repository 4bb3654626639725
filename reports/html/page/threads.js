// Messages of the same session or transaction light up together.

function lightUp(event) {
  const message = event.target.closest?.('details.m')
  for (const lit of document.querySelectorAll('.m.kin')) lit.classList.remove('kin')
  if (!message) return
  const own = message.dataset.threads.split(' ')
  if (own[0] === '') return
  for (const other of message.closest('.ladder').querySelectorAll('details.m'))
    if (other !== message && other.dataset.threads.split(' ').some(thread => own.includes(thread)))
      other.classList.add('kin')
}

document.addEventListener('mouseover', lightUp)
document.addEventListener('focusin', lightUp)
