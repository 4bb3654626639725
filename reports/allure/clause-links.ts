import type { AllureLink } from './allure-result.ts'

const CLAUSE = /RFC (\d+)(?: §(\d+(?:\.\d+)*))?/g

/** Links to the clauses of RFCs that some texts cite, each once, in the order of the texts. Other sources have no page. */
export function clauseLinks(texts: readonly string[]): readonly AllureLink[] {
  const links = new Map<string, AllureLink>()
  for (const text of texts)
    for (const [name, rfc = '', section] of text.matchAll(CLAUSE)) {
      const url = `https://www.rfc-editor.org/rfc/rfc${rfc}${section === undefined ? '' : `#section-${section}`}`
      links.set(name, { name, url, type: 'clause' })
    }
  return [...links.values()]
}
