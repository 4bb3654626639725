import type { AnyCase } from '../../engine/case.ts'
import { ambiguities } from '../../fixtures/catalogue/ambiguities.ts'
import { bullets } from './markdown.ts'

/** What the documents leave open, how this catalogue decides it, and which cases lean on the decision. */
export const ambiguityRegister = (catalogue: readonly AnyCase[]): string =>
  ambiguities
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
