import { request as buildRequest } from '../../protocols/sip/build.ts'
import type { SipTransportName } from '../../protocols/sip/flow.ts'
import { withBrackets } from '../../protocols/sip/host-brackets.ts'
import { portOf } from '../../protocols/sip/local-address.ts'
import { headerValues } from '../../protocols/sip/headers.ts'
import type { SipResponse } from '../../protocols/sip/message.ts'
import { viaValue } from '../../protocols/sip/via.ts'
import type { Clock } from '../../protocols/clock.ts'
import { parseMediaType } from '../../protocols/media-type.ts'
import { capabilityList, type CapabilityList } from '../../protocols/ssp/capability-list.ts'
import { newRequestIdentity } from '../pager/pager-message.ts'
import type { SipFront } from '../sip/sip-front.ts'

/** What is known of a SIMPLE user's client, or the IMPS code that says why nothing is. */
export type SimpleCapabilities =
  { readonly known: true; readonly list: CapabilityList } | { readonly known: false; readonly code: number }

const UNKNOWN_USER = 531
const NOT_LOGGED_IN = 533
const UTF_8 = 106
/** Types that carry other content, or none that a user reads. */
const NOT_CONTENT = /^(application\/sdp|message\/(cpim|imdn\+xml)|multipart\/.*|application\/im-iscomposing\+xml)$/

/**
 * Asks a SIMPLE user's client by OPTIONS what it takes; the user is not disturbed by it. Settles within `within`
 * milliseconds: silence means that no client is there.
 */
export function capabilitiesOfSimpleUser(
  uri: string,
  sip: SipFront,
  clock: Clock,
  within: number,
): Promise<SimpleCapabilities> {
  const { branch, callId, tag } = newRequestIdentity(sip.address.host)
  return new Promise(resolve => {
    const timer = clock.after(within, () => resolve({ known: false, code: NOT_LOGGED_IN }))
    const settle = (capabilities: SimpleCapabilities) => {
      timer.cancel()
      resolve(capabilities)
    }
    const silent = () => settle({ known: false, code: NOT_LOGGED_IN })
    const build = (transport: SipTransportName) =>
      buildRequest({
        method: 'OPTIONS',
        requestUri: uri,
        headers: [
          ['Via', viaValue(transport.toUpperCase(), sip.address.host, portOf(sip.address, transport), branch)],
          ['Max-Forwards', '70'],
          ['From', `<sip:iwf@${withBrackets(sip.address.host)}:${sip.address.port}>;tag=${tag}`],
          ['To', `<${uri}>`],
          ['Call-ID', callId],
          ['CSeq', '1 OPTIONS'],
          ['Accept', 'application/sdp'],
        ],
      })
    void sip.request(build, {
      response: ({ message }) => {
        if (message.status >= 200) settle(fromResponse(message))
      },
      timedOut: silent,
      failed: silent,
    })
  })
}

function fromResponse(response: SipResponse): SimpleCapabilities {
  const { status } = response
  if ([404, 410, 416, 484, 485, 604].includes(status)) return { known: false, code: UNKNOWN_USER }
  if ([408, 480, 487, 504, 600].includes(status)) return { known: false, code: NOT_LOGGED_IN }
  // A client that does not know OPTIONS, or is busy, still exists; text is what every client takes.
  return { known: true, list: listFrom(status < 300 ? headerValues(response, 'accept') : []) }
}

function listFrom(accept: readonly string[]): CapabilityList {
  const types = new Set(['text/plain'])
  for (const range of accept) {
    const parsed = parseMediaType(range)
    if (!parsed || parsed.subtype === '*') continue
    const type = `${parsed.type}/${parsed.subtype}`
    if (!NOT_CONTENT.test(type)) types.add(type)
  }
  return capabilityList({
    anyContent: accept.some(range => range.trim().startsWith('*/*')),
    contentTypes: [...types].map(type => ({ type })),
    charsets: [UTF_8],
    transferEncodings: ['BASE64'],
  })
}
