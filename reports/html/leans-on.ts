import { findAmbiguity } from '../../fixtures/catalogue/ambiguities.ts'
import { ambiguityAnchor, linkTo } from './anchors.ts'
import { markup, type Html } from './template.ts'

/** The open questions on which a verdict rests, each with how it was decided and what is tolerated. */
export const leansOn = (ids: readonly string[]): Html | false =>
  ids.length > 0 &&
  markup`<dt>Leans on</dt><dd><ul class="ambiguities">${ids.map(id => markup`<li>${entry(id)}</li>`)}</ul></dd>`

function entry(id: string): Html {
  const link = markup`<a href="${linkTo(ambiguityAnchor(id))}"><b>${id}</b></a>`
  const ambiguity = findAmbiguity(id)
  if (!ambiguity) return link
  const { question, decision, tolerated } = ambiguity
  return markup`${link} ${question} <em>Decided:</em> ${decision}
    ${tolerated !== '' && markup` <em>Tolerated:</em> ${tolerated}`}`
}
