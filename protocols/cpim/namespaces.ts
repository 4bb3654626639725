import { cpimCoreNamespace, type CpimHeader, type CpimMessage } from './message.ts'
import { parseNamespace, parseRequire } from './header-values.ts'

/** A header name made independent of the prefixes that its message happens to use (RFC 3862 §3.4). */
export interface QualifiedName {
  /** Undefined where the prefix was never declared. */
  readonly namespace: string | undefined
  readonly name: string
}

export interface QualifiedHeader extends QualifiedName {
  readonly header: CpimHeader
}

const coreNames: ReadonlySet<string> = new Set(['From', 'To', 'cc', 'DateTime', 'Subject', 'NS', 'Require'])

/** Each message header with its namespace, by the NS headers that precede it (RFC 3862 §3.4, §4.6). */
export function qualifiedHeaders(message: CpimMessage): readonly QualifiedHeader[] {
  return walk(message).headers
}

/** Value of the first header of that namespace and name, whatever its prefix. */
export function qualifiedValue(message: CpimMessage, namespace: string, name: string): string | undefined {
  return qualifiedHeaders(message).find(header => header.namespace === namespace && header.name === name)?.header.value
}

/** Features named by Require headers, resolved at the place where they stand (RFC 3862 §3.5). */
export function requiredFeatures(message: CpimMessage): readonly QualifiedName[] {
  return walk(message).required
}

/**
 * Features that a receiver must know and does not, so that it must not process the message as understood (RFC 3862
 * §3.5). The core headers are always known; `known` decides on all others.
 */
export function unmetRequirements(
  message: CpimMessage,
  known: (feature: QualifiedName) => boolean = () => false,
): readonly QualifiedName[] {
  return requiredFeatures(message).filter(
    feature => !(feature.namespace === cpimCoreNamespace && coreNames.has(feature.name)) && !known(feature),
  )
}

function walk(message: CpimMessage): { headers: QualifiedHeader[]; required: QualifiedName[] } {
  const prefixes = new Map<string, string>()
  let defaultNamespace = cpimCoreNamespace
  const resolve = (written: string): QualifiedName => {
    const dot = written.indexOf('.')
    if (dot <= 0) return { namespace: defaultNamespace, name: written }
    return { namespace: prefixes.get(written.slice(0, dot)), name: written.slice(dot + 1) }
  }
  const headers: QualifiedHeader[] = []
  const required: QualifiedName[] = []
  for (const header of message.headers) {
    const qualified = resolve(header.name)
    headers.push({ ...qualified, header })
    // NS and Require are part of the framework: they keep their meaning when the default namespace is changed.
    if (header.name === 'NS') {
      const declaration = parseNamespace(header.value)
      if (declaration?.prefix !== undefined) prefixes.set(declaration.prefix, declaration.uri)
      else if (declaration) defaultNamespace = declaration.uri
    } else if (header.name === 'Require')
      for (const name of parseRequire(header.value) ?? []) required.push(resolve(name))
  }
  return { headers, required }
}
