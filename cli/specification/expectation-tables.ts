import type { ConditionalCodes, ExpectationSet } from '../../fixtures/expectations/expectation-set.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { imdnStatus, msrpStatusRows, type ImdnStatus } from '../../fixtures/mappings/msrp-status.ts'
import { impsStatusRows, type ImpsStatusRow } from '../../fixtures/mappings/imps-status.ts'
import { localEventRows } from '../../fixtures/mappings/local-events.ts'
import { sipStatusRows } from '../../fixtures/mappings/sip-status.ts'
import { toSipVectors, toWvVectors } from '../../fixtures/mappings/addresses.ts'
import { table } from './markdown.ts'

/** `pref 404 / strict 404 604 / lenient 410 (with ICS-08 also 403)`. */
function codes({ preferred, strict, lenient, conditional = [] }: ExpectationSet): string {
  const parts = [
    `pref ${preferred.join(' ')}`,
    `strict ${strict.join(' ')}`,
    ...(lenient.length > 0 ? [`lenient ${lenient.join(' ')}`] : []),
    ...conditional.map(condition),
  ]
  return parts.join(' / ')
}

const condition = ({ when, add }: ConditionalCodes): string =>
  when === 'before-server-answer'
    ? `lenient before the server's answer ${add.join(' ')}`
    : `lenient with ${when} ${add.join(' ')}`

const optional = (set: ExpectationSet | undefined): string => (set === undefined ? '–' : codes(set))

/** Numbers in order, runs of them as `535–537`. */
function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = []
  for (const number of numbers) {
    const last = runs.at(-1)
    if (last && number === last[1] + 1) last[1] = number
    else runs.push([number, number])
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(' ')
}

/** The named outcomes of §10.1. */
export const namedSets = (): string =>
  table(
    ['Set', 'INVITE', 'MESSAGE'],
    Object.entries(E).map(([name, { invite, message }]) => [`E.${name}`, codes(invite), codes(message)]),
  )

/** From an IMPS status to SIP and MSRP, §10.2. */
export const impsStatusTable = (): string =>
  table(
    ['IMPS', 'Meaning', 'Effect', 'INVITE', 'MESSAGE', 'MSRP', 'BYE', 'IMDN', 'Why'],
    impsStatusRows.map(row => [
      ranges(row.codes),
      row.name,
      row.effect,
      codes(row.invite),
      codes(row.message),
      optional(row.msrp),
      bye(row),
      row.imdn === 'per-user' ? 'per user' : row.imdn.join(' ') || '–',
      row.numericCopyTrap ? `${row.reason} (the number means something else in SIP)` : row.reason,
    ]),
  )

const bye = ({ bye: due, byeCause }: ImpsStatusRow): string =>
  byeCause.length > 0 ? `${due}, cause ${byeCause.join(' ')}` : due

/** What befalls the IWF itself, §10.3. */
export const localEventTable = (): string =>
  table(
    ['Event', 'Meaning', 'INVITE', 'MESSAGE', 'MSRP'],
    localEventRows.map(({ event, meaning, invite, message, msrp }) => [
      event,
      meaning,
      codes(invite),
      optional(message),
      optional(msrp),
    ]),
  )

/** From a SIP final response to an IMPS status, §10.4. */
export const sipStatusTable = (): string =>
  table(
    ['SIP', 'First', 'IMPS', 'Why'],
    sipStatusRows.map(({ codes: from, first, imps, reason }) => [ranges(from), first ?? '–', codes(imps), reason]),
  )

const imdnStatuses: readonly ImdnStatus[] = [
  'delivered',
  'failed',
  'forbidden',
  'error',
  'displayed',
  'processed',
  'stored',
]

/** From the fate of a SEND, and from a notification, to an IMPS status, §10.5. */
export const msrpStatusTable = (): string =>
  table(
    ['Outcome', 'IMPS', 'Tried outside the session first'],
    [
      ...msrpStatusRows.map(({ outcomes, imps, retriedOutside }) => [
        outcomes.join(' '),
        codes(imps),
        retriedOutside ? 'yes, once' : 'no',
      ]),
      ...imdnStatuses.map(status => [`IMDN ${status}`, optional(imdnStatus(status)), 'no']),
    ],
  )

/** Addresses, §8.4. */
export const addressTable = (): string =>
  table(
    ['From', 'To', 'Refusal', 'Note'],
    [
      ...toWvVectors.map(({ sip, wv, refusals, note }) => [
        code(sip),
        wv.map(code).join(' '),
        refusals.join(' '),
        note,
      ]),
      ...toSipVectors.map(({ wv, sip, refusals, note }) => [
        code(wv),
        sip.map(code).join(' '),
        refusals.join(' '),
        note,
      ]),
    ],
  )

const code = (text: string): string => `\`${text}\``
