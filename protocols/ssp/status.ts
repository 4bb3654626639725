import type { ScreenName } from './document.ts'
import { sameWvAddress } from './wv-address.ts'

/** The outcome of a request (`imps-ssp` §6.3). */
export interface Status {
  readonly code: number
  readonly description?: string
  readonly details: readonly DetailedResult[]
  /** Seconds. */
  readonly tryAgainTimeout?: number
}

export interface DetailedResult {
  readonly code: number
  readonly description?: string
  readonly users: readonly string[]
  readonly groups: readonly string[]
  readonly screenNames: readonly ScreenName[]
  readonly domains: readonly string[]
}

/** A Status without anything but what is given. */
export const status = (code: number, parts: Partial<Omit<Status, 'code'>> = {}): Status => ({
  code,
  details: [],
  ...parts,
})

/** A DetailedResult without anything but what is given. */
export const detail = (code: number, parts: Partial<Omit<DetailedResult, 'code'>> = {}): DetailedResult => ({
  code,
  users: [],
  groups: [],
  screenNames: [],
  domains: [],
  ...parts,
})

/** 900 with one detail per user: everything failed (`imps-ssp` §6.3). */
export const allFailed = (code: number, ...users: readonly string[]): Status =>
  status(900, { description: meaningOf(900), details: [detail(code, { description: meaningOf(code), users })] })

export const succeeded = ({ code }: Pick<Status, 'code'>): boolean => code >= 200 && code < 300

/** 1xx: the real answer is still to come. */
export const isProvisional = ({ code }: Pick<Status, 'code'>): boolean => code < 200

/**
 * The code that concerns one user: his DetailedResult if there is one; else, under 900, the only detail that names
 * nobody (real servers leave the address out); else 200 under 201, and the code itself.
 */
export function codeFor(given: Status, userId: string): number {
  const named = given.details.find(({ users }) => users.some(user => sameWvAddress(user, userId)))
  if (named) return named.code
  const nameless = given.details.filter(
    ({ users, groups, screenNames }) => users.length + groups.length + screenNames.length === 0,
  )
  if (given.code === 900 && nameless[0] && nameless.every(({ code }) => code === nameless[0]?.code))
    return nameless[0].code
  return given.code === 201 ? 200 : given.code
}

/** The session is dead and a new login is needed (`decisions` 22). */
export const endsSession = ({ code }: Pick<Status, 'code'>): boolean => code === 600 || code === 604

/** What a code means, in own words (`imps-ssp` §12); by its class where it is not known. */
export const meaningOf = (code: number): string => meanings[code] ?? classes[Math.trunc(code / 100)] ?? 'Unknown status'

const classes: Readonly<Record<number, string>> = {
  1: 'In progress',
  2: 'Success',
  3: 'Redirected',
  4: 'Client error',
  5: 'Server error',
  6: 'Session error',
  7: 'Presence or contact list error',
  8: 'Group error',
  9: 'General error',
}

const meanings: Readonly<Record<number, string>> = {
  100: 'Continue',
  101: 'Queued',
  102: 'Started',
  200: 'Success',
  201: 'Partial success',
  202: 'Accepted',
  400: 'Malformed request',
  401: 'Not authorised',
  402: 'Parameter invalid or missing',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Service not supported',
  406: 'Request timeout',
  408: 'Request timeout',
  409: 'Wrong password',
  410: 'Cannot deliver',
  415: 'Media type not supported',
  420: 'Invalid transaction',
  422: 'User and client do not belong together',
  423: 'Invitation id invalid',
  424: 'Search id invalid',
  425: 'Search index invalid',
  426: 'Message id invalid',
  427: 'User id invalid',
  428: 'Client id mismatch',
  429: 'Group id missing',
  431: 'Not authorised by group membership',
  432: 'Response would be too large',
  450: 'Application id missing or mismatched',
  500: 'Internal server or network error',
  501: 'Not implemented',
  502: 'Session could not be recovered',
  503: 'Service unavailable',
  504: 'Timeout',
  505: 'Protocol version not supported',
  506: 'Service was not agreed',
  507: 'Message queue full',
  516: 'Domain not supported',
  521: 'Presence authorisation left unanswered',
  522: 'Group request left unanswered',
  531: 'Unknown user',
  532: 'Recipient blocked the sender',
  533: 'Recipient is not logged in',
  534: 'Recipient is not authorised',
  535: 'Search timed out',
  536: 'Too many search hits',
  537: 'Search criteria too broad',
  538: 'Message rejected by the recipient',
  540: 'Header encoding not supported',
  541: 'Message forwarded',
  542: 'Message expired',
  543: 'No common digest scheme',
  562: 'Invalid search',
  600: 'Session expired',
  601: 'Forced logout',
  603: 'Already logged in',
  604: 'Invalid session',
  605: 'New value not accepted',
  616: 'Insufficient rights',
  700: 'Contact list does not exist',
  701: 'Contact list already exists',
  702: 'User property invalid or unsupported',
  750: 'Presence attribute invalid or unsupported',
  751: 'Presence value invalid or unsupported',
  752: 'Contact list property invalid or unsupported',
  753: 'Too many contact lists',
  754: 'Too many contacts',
  755: 'Too many attribute lists',
  760: 'Automatic subscription not supported',
  800: 'Group does not exist',
  801: 'Group already exists',
  802: 'Group is open',
  803: 'Group is restricted',
  804: 'Group is public',
  805: 'Group is private',
  806: 'Group property invalid or unsupported',
  807: 'Group already joined',
  808: 'Group not joined',
  809: 'Rejected from the group',
  810: 'Not a member of the group',
  811: 'Screen name already in use',
  812: 'Private messaging disabled for the group',
  813: 'Private messaging disabled for the user',
  814: 'User in too many groups',
  815: 'Too many groups',
  816: 'Insufficient group privileges',
  817: 'Too many joined users',
  821: 'Group history not supported',
  822: 'Group lacks a name or topic',
  824: 'Logged out of the group',
  900: 'Multiple errors',
  901: 'Address error',
  902: 'Not enough credit',
  903: 'Higher class of service needed',
  920: 'MSISDN error',
}
