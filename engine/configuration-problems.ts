import { defects, findDefect } from '../fixtures/catalogue/defects.ts'
import { validateIcs } from '../fixtures/catalogue/ics.ts'
import { validatePixit, type Pixit } from '../fixtures/catalogue/pixit.ts'
import { bindingNamed, UnknownBindingError } from '../protocols/ssp/binding/registry.ts'
import type { HarnessConfiguration } from './configuration.ts'
import { defaultDomains } from './plan.ts'

/** What is wrong with a configuration whose shape is right, a sentence each. */
export function configurationProblems(configuration: HarnessConfiguration, pixit: Pixit): readonly string[] {
  return [
    ...validateIcs(configuration.ics),
    ...validatePixit(pixit),
    ...domainProblems(configuration),
    ...bindingProblems(configuration),
    ...defectProblems(configuration),
  ]
}

function* domainProblems({ domains = defaultDomains, peers }: HarnessConfiguration): Generator<string> {
  const all = [domains.sip, ...domains.imps].map(domain => domain.toLowerCase())
  if (new Set(all).size < all.length) yield `domains: ${all.join(', ')} must differ from each other`
  for (const domain of Object.keys(peers?.sspPorts ?? {}))
    if (!domains.imps.some(known => domain === known || domain.endsWith(`.${known}`)))
      yield `peers.sspPorts: ${domain} is no IMPS domain of the run; there are: ${domains.imps.join(', ')}`
}

function* bindingProblems({ binding }: HarnessConfiguration): Generator<string> {
  if (binding === undefined) return
  try {
    bindingNamed(binding)
  } catch (error) {
    if (!(error instanceof UnknownBindingError)) throw error
    yield `binding: ${error.message}`
  }
}

function* defectProblems({ iwf: { subject } }: HarnessConfiguration): Generator<string> {
  if (subject.kind !== 'embedded' || subject.defect === undefined || findDefect(subject.defect)) return
  yield `there is no defect "${subject.defect}"; there are: ${defects.map(({ id }) => id).join(', ')}`
}
