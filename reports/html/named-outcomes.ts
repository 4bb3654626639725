import type { CheckOutcome } from '../../judge/outcome.ts'
import type { ConditionalCodes, ExpectationSet } from '../../fixtures/expectations/expectation-set.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { markup, type Html } from './template.ts'

/** The codes of the named outcomes (`E.BLOCKED`) that checks speak of: what each level of a match means. */
export function namedOutcomes(checks: readonly CheckOutcome[]): Html | false {
  const text = checks.map(({ statement, because = '' }) => `${statement} ${because}`).join(' ')
  const named = Object.entries(E).filter(([name]) => new RegExp(`\\bE\\.${name}\\b`).test(text))
  return (
    named.length > 0 &&
    markup`
      <details class="outcomes"><summary>Codes of ${named.map(([name]) => `E.${name}`).join(', ')}</summary>
        <ul>${named.map(([, { invite, message }]) =>
          sameCodes(invite, message)
            ? codes(invite, '')
            : [codes(invite, ', answer to INVITE'), codes(message, ', answer to MESSAGE')],
        )}</ul></details>`
  )
}

const sameCodes = (one: ExpectationSet, other: ExpectationSet): boolean => JSON.stringify(one) === JSON.stringify(other)

const codes = ({ name, preferred, strict, lenient, conditional = [] }: ExpectationSet, answer: string): Html => markup`
  <li><b>${name}</b>${answer}: preferred ${preferred.join(', ')}; strict ${strict.join(', ')}
  ${lenient.length > 0 && `; lenient ${lenient.join(', ')}`}${conditional.map(condition)}</li>`

const condition = ({ when, add }: ConditionalCodes): string =>
  when === 'before-server-answer'
    ? `; before the IMPS server has answered also ${add.join(', ')}`
    : `; where ${when} is claimed also ${add.join(', ')}`
