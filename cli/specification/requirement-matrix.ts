import type { AnyCase } from '../../engine/case.ts'
import { requirements } from '../../fixtures/catalogue/requirements.ts'
import { requirementsOf } from '../../judge/judged-case.ts'
import { table } from './markdown.ts'

/** Every requirement with the cases that verify it; for an IMPS server only those that it is held to. */
export const requirementMatrix = (catalogue: readonly AnyCase[], subject: 'iwf' | 'imps-server'): string =>
  table(
    ['Requirement', 'Source', 'Level', 'Binds', 'Cases'],
    requirements.flatMap(({ id, title, source, level, strength, actor, bindsIwf }) => {
      const cases = catalogue.filter(({ checks }) => requirementsOf(checks).includes(id)).map(each => each.id)
      if (subject === 'imps-server' && cases.length === 0 && actor === 'IWF') return []
      const none = bindsIwf || subject === 'imps-server' ? 'none yet' : 'none: it does not bind an IWF'
      return [[`${id} ${title}`, source, `${level}, ${strength}`, actor, cases.length > 0 ? cases.join(' ') : none]]
    }),
  )
