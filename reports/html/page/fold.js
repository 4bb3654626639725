// Sections of the report stand compressed in the page and unfold when they are first opened.

const FOLDED = 'script[type="application/x-deflate"]'

/** Section → promise that its content is in place. */
const unfolding = new WeakMap()
let busy = 0

async function inflate(base64) {
  const octets = Uint8Array.from(atob(base64), character => character.charCodeAt(0))
  const plain = new Blob([octets]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return new Response(plain).text()
}

/** Puts the content of a case or row in place; resolves at once when it is there already. */
function unfold(section) {
  let done = unfolding.get(section)
  if (done === undefined) {
    done = unfoldNow(section)
    unfolding.set(section, done)
  }
  return done
}

async function unfoldNow(section) {
  const folded = [...section.querySelectorAll(`:scope > .body > ${FOLDED}`)]
  if (folded.length === 0) return
  if (busy++ === 0) document.body.setAttribute('aria-busy', 'true')
  try {
    const contents = await Promise.all(folded.map(script => inflate(script.textContent)))
    for (const [index, script] of folded.entries()) {
      const template = document.createElement('template')
      template.innerHTML = contents[index]
      script.replaceWith(template.content)
    }
  } catch (error) {
    const apology = document.createElement('p')
    apology.className = 'offence'
    apology.textContent =
      typeof DecompressionStream === 'undefined'
        ? 'This browser cannot unfold sections. Chromium 103, Firefox 113 and Safari 16.4 and their successors can.'
        : `This section cannot be unfolded, the file is damaged: ${error.message}`
    folded[0].before(apology)
  } finally {
    if (--busy === 0) document.body.removeAttribute('aria-busy')
  }
}

document.addEventListener(
  'toggle',
  event => {
    const section = event.target
    if (section.open && section.matches('.case, .row')) void unfold(section)
  },
  true,
)
