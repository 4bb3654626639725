import { defectsOf } from '../fixtures/catalogue/defects-of.ts'
import { dimensionProblems, serverDimensionProblems } from '../fixtures/catalogue/dimensions.ts'
import { validateIcs } from '../fixtures/catalogue/ics.ts'
import { validatePixit, type Pixit } from '../fixtures/catalogue/pixit.ts'
import { defaultPixitStatements, validatePixitStatements } from '../fixtures/catalogue/pixit-statements.ts'
import { validateServerIcs } from '../fixtures/catalogue/server-ics.ts'
import { bindingNamed, UnknownBindingError } from '../protocols/ssp/binding/registry.ts'
import type { HarnessConfiguration } from './configuration.ts'
import { defaultDomains } from './plan.ts'

/** What is wrong with a configuration whose shape is right, a sentence each. */
export function configurationProblems(configuration: HarnessConfiguration, pixit: Pixit): readonly string[] {
  return [
    ...(configuration.subject === 'imps-server' ? validateServerIcs : validateIcs)(configuration.ics),
    ...validatePixit(pixit),
    ...validatePixitStatements({ ...defaultPixitStatements, ...configuration.statements }),
    ...problemsOfDimensions(configuration),
    ...domainProblems(configuration),
    ...bindingProblems(configuration),
    ...defectProblems(configuration),
  ]
}

function problemsOfDimensions({ subject, dimensions, ics, peers }: HarnessConfiguration): Iterable<string> {
  if (dimensions === undefined) return []
  if (subject === 'imps-server') return serverDimensionProblems(dimensions, peers?.host)
  return dimensionProblems(dimensions, { ics, host: peers?.host })
}

function* domainProblems({ subject, domains = defaultDomains, peers }: HarnessConfiguration): Generator<string> {
  const all = [domains.sip, ...domains.imps].map(domain => domain.toLowerCase())
  if (new Set(all).size < all.length) yield `domains: ${all.join(', ')} must differ from each other`
  const ofPeers = subject === 'imps-server' ? [domains.sip] : domains.imps
  for (const domain of Object.keys(peers?.sspPorts ?? {}))
    if (!ofPeers.some(known => domain === known || domain.endsWith(`.${known}`)))
      yield `peers.sspPorts: ${domain} is no domain of the peers of the run; there are: ${ofPeers.join(', ')}`
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

function* defectProblems({ subject: kind, iwf: { subject } }: HarnessConfiguration): Generator<string> {
  if (subject.kind !== 'embedded') return
  const { defect } = subject
  const own = defectsOf(kind).map(({ id }): string => id)
  if (defect === undefined || own.includes(defect)) return
  const of = kind === 'imps-server' ? 'an IMPS server' : 'an IWF'
  yield `there is no defect "${defect}" of ${of}; there are: ${own.join(', ')}`
}
