import type { AnyCase } from '../../engine/case.ts'
import { ambiguities } from '../../fixtures/catalogue/ambiguities.ts'
import { bullets } from './markdown.ts'

/**
 * What the documents leave open, how this catalogue decides it, and which cases lean on the decision; for an IMPS server
 * only what some case leans on.
 */
export const ambiguityRegister = (catalogue: readonly AnyCase[], subject: 'iwf' | 'imps-server'): string =>
  ambiguities
    .filter(({ id }) => subject === 'iwf' || catalogue.some(definition => definition.ambiguities?.includes(id)))
    .map(({ id, question, readings, decision, tolerated }) => {
      const cases = catalogue.filter(definition => definition.ambiguities?.includes(id)).map(each => each.id)
      return [
        `### ${id}: ${question}`,
        bullets([
          ...readings.map(reading => `Reading: ${reading}`),
          `**Decision:** ${decision}`,
          ...(tolerated === '' ? [] : [`**Tolerated:** ${tolerated}`]),
          `**Cases:** ${cases.length > 0 ? cases.join(' ') : 'none leans on it'}`,
        ]),
      ].join('\n\n')
    })
    .join('\n\n')
