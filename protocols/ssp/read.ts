import type { Violation } from '../violation.ts'
import { repeatedCapabilities } from './capability-list.ts'
import type { Mode, SspDocument, Transaction } from './document.ts'
import { readPrimitive, readSetUpPrimitive } from './read-primitive.ts'
import type { Report } from './read-parts.ts'
import { sspViolation, type SspRule } from './rules.ts'
import { attribute, isElement, localName, type XmlElement } from './xml/element.ts'
import { parseXml, type XmlLimits, type XmlRefusal } from './xml/parse.ts'

/** Why a document could not be understood as SSP at all; answered by HTTP 400. */
export interface SspRefusal {
  readonly reason: XmlRefusal['reason'] | 'wrong-root' | 'empty'
  readonly because: string
}

export type SspReading =
  | { readonly document: SspDocument; readonly refused?: undefined; readonly violations: readonly Violation[] }
  | { readonly document?: undefined; readonly refused: SspRefusal; readonly violations: readonly Violation[] }

const ruleOf: Readonly<Record<XmlRefusal['reason'], SspRule>> = {
  'too-large': 'SSP-SYN-11',
  'too-deep': 'SSP-SYN-11',
  doctype: 'SSP-SYN-02',
  encoding: 'SSP-SYN-10',
  'ill-formed': 'SSP-SYN-01',
}

/**
 * Reads an SSP document as tolerantly as real traffic needs it (`imps-ssp` §13, §15): by local names without case,
 * whatever the namespace, with every spelling of attributes that is met. Never throws.
 */
export function readSsp(octets: Buffer, limits?: XmlLimits): SspReading {
  const { root, refused } = parseXml(octets, limits)
  if (refused) {
    const { reason, because, start, end } = refused
    return { refused: { reason, because }, violations: [sspViolation(ruleOf[reason], start, end, because)] }
  }
  const violations: Violation[] = []
  const report: Report = (rule, because) => violations.push(sspViolation(rule, 0, octets.length, because))
  const refuse = (reason: SspRefusal['reason'], because: string): SspReading => {
    report('SSP-SYN-04', because)
    return { refused: { reason, because }, violations }
  }
  if (localName(root).toLowerCase() !== 'wv-ssp-message')
    return refuse('wrong-root', `the root element is ${root.name}, not WV-SSP-Message`)
  const [envelope, ...more] = root.children.filter(isElement)
  if (more.length > 0) report('SSP-SYN-04', 'WV-SSP-Message holds more than one envelope')
  switch (envelope && localName(envelope).toLowerCase()) {
    case 'setuptransaction':
      return envelope ? { document: readSetUp(envelope, report), violations } : refuse('empty', nothingInside)
    case 'session': {
      const transactions = envelope?.children.filter(isElement) ?? []
      if (!envelope || transactions.length === 0) return refuse('empty', 'Session holds no Transaction')
      const sessionId = attribute(envelope, 'sessionID')?.trim() ?? ''
      if (sessionId === '') report('SSP-SYN-06', 'Session has no sessionID')
      const read = transactions
        .filter(child => localName(child).toLowerCase() === 'transaction')
        .map(child => readTransaction(child, report))
      return { document: { kind: 'session', sessionId, transactions: read }, violations }
    }
    default:
      return refuse('empty', envelope ? `${envelope.name} is no envelope of SSP` : nothingInside)
  }
}

const nothingInside = 'WV-SSP-Message is empty'

function readSetUp(element: XmlElement, report: Report): SspDocument {
  const [primitive] = onlyChild(element, report)
  return {
    kind: 'set-up',
    ...ids(element, report),
    primitive: primitive
      ? readSetUpPrimitive(primitive, report)
      : { name: 'Malformed', elementName: '', because: 'the transaction is empty' },
  }
}

function readTransaction(element: XmlElement, report: Report): Transaction {
  const [primitive] = onlyChild(element, report)
  for (const client of primitive?.children.filter(isElement) ?? [])
    for (const list of client.children.filter(isElement))
      if (localName(list).toLowerCase() === 'capabilitylist')
        for (const name of repeatedCapabilities(list)) report('SSP-SYN-12', `${name} occurs more than once`)
  return {
    ...ids(element, report),
    primitive: primitive
      ? readPrimitive(primitive, report)
      : { name: 'Malformed', elementName: '', because: 'the transaction is empty' },
  }
}

function onlyChild(element: XmlElement, report: Report): XmlElement[] {
  const children = element.children.filter(isElement)
  if (children.length !== 1) report('SSP-SYN-07', `a transaction holds ${children.length} primitives instead of one`)
  return children
}

/** Anything that is not a request is a response, as a real server reads it (`imps-ssp` §4). */
function ids(element: XmlElement, report: Report): { mode: Mode; transactionId: string } {
  const mode = attribute(element, 'mode')
  const transactionId = attribute(element, 'transactionID') ?? ''
  if (mode === undefined) report('SSP-SYN-06', 'a transaction has no mode')
  if (transactionId.trim() === '') report('SSP-SYN-06', 'a transaction has no transactionID')
  return { mode: mode?.trim().toLowerCase() === 'request' ? 'Request' : 'Response', transactionId }
}
