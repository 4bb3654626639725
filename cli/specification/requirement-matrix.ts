import type { AnyCase } from '../../engine/case.ts'
import { requirements } from '../../fixtures/catalogue/requirements.ts'
import { requirementsOf } from '../../judge/judged-case.ts'
import { table } from './markdown.ts'

/** Every requirement with the cases that verify it. */
export const requirementMatrix = (catalogue: readonly AnyCase[]): string =>
  table(
    ['Requirement', 'Source', 'Level', 'Binds', 'Cases'],
    requirements.map(({ id, title, source, level, strength, actor, bindsIwf }) => {
      const cases = catalogue.filter(({ checks }) => requirementsOf(checks).includes(id)).map(each => each.id)
      const none = bindsIwf ? 'none yet' : 'none: it does not bind an IWF'
      return [`${id} ${title}`, source, `${level}, ${strength}`, actor, cases.length > 0 ? cases.join(' ') : none]
    }),
  )
