import { isCpimDateTime } from '../cpim/header-values.ts'
import { parseXml } from '../ssp/xml/parse.ts'
import { qualified, startTagRange, type QualifiedElement } from '../ssp/xml/qualified.ts'
import type { Violation } from '../violation.ts'
import {
  isComposingNamespace,
  isComposingRules,
  type IsComposing,
  type IsComposingRule,
  type ParsedIsComposing,
} from './document.ts'

const LARGEST = { size: 65_536, depth: 16 }
const ORDER = ['state', 'lastactive', 'contenttype', 'refresh']

type Complain = (rule: IsComposingRule, element: string) => void

/** Reads an `application/im-iscomposing+xml` document (RFC 3994 §6.1). Never throws; extensions are passed over. */
export function parseIsComposing(octets: Buffer): ParsedIsComposing {
  const violations: Violation[] = []
  const complain: Complain = (rule, element) =>
    void violations.push({ rule, ...isComposingRules[rule], ...startTagRange(octets, element) })
  const { root, refused } = parseXml(octets, LARGEST)
  if (refused) {
    const { start, end } = refused
    violations.push({ rule: 'ISC-SYN-01', ...isComposingRules['ISC-SYN-01'], start, end })
    return { indication: undefined, violations }
  }
  return { indication: read(qualified(root), complain), violations }
}

function read(root: QualifiedElement, complain: Complain): IsComposing | undefined {
  if (root.local !== 'isComposing' || root.namespace !== isComposingNamespace) complain('ISC-SYN-02', root.local)
  const own = root.children.filter(({ namespace }) => namespace === root.namespace)
  checkOrder(own, complain)
  const textOf = (name: string) => own.find(({ local }) => local === name)?.text.trim()
  const states = own.filter(({ local }) => local === 'state')
  if (states.length !== 1) complain('ISC-SYN-03', states.length === 0 ? root.local : 'state')
  const state = textOf('state')
  const lastActive = textOf('lastactive')
  const contentType = textOf('contenttype')
  const refresh = textOf('refresh')
  if (lastActive !== undefined && !isCpimDateTime(lastActive)) complain('ISC-SYN-04', 'lastactive')
  const seconds = refresh !== undefined && /^\+?0*[1-9]\d{0,8}$/.test(refresh) ? Number(refresh) : undefined
  if (refresh !== undefined && seconds === undefined) complain('ISC-SYN-05', 'refresh')
  if (state === undefined) return undefined
  return {
    state: state === 'active' ? 'active' : 'idle',
    ...(lastActive === undefined ? {} : { lastActive }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(seconds === undefined ? {} : { refresh: seconds }),
  }
}

function checkOrder(own: readonly QualifiedElement[], complain: Complain): void {
  let reached = -1
  for (const { local } of own) {
    const place = ORDER.indexOf(local)
    // A repeated <state> has a rule of its own.
    if (place <= reached && local !== 'state') complain('ISC-SYN-06', local)
    reached = Math.max(reached, place)
  }
}
