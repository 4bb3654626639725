import { isIP } from 'node:net'
import type { Dialog } from '../../protocols/sip/dialog.ts'
import type { SipTarget } from '../../protocols/sip/flow.ts'
import { withoutBrackets } from '../../protocols/sip/host-brackets.ts'
import { parameterText } from '../../protocols/sip/parameters.ts'
import { parseSipUri } from '../../protocols/sip/uri.ts'

/**
 * Where requests of a dialog go. Proxies that recorded a route are played by this peer, so what is routed through them
 * goes to the IWF as the INVITE did; otherwise the Contact of the other side says where, and over which transport. A
 * Contact with a name means the host of the IWF: the names of a test bed need not be in any DNS.
 */
export function nextHopOf(dialog: Dialog, iwf: SipTarget): SipTarget {
  const contact = dialog.routeSet.length === 0 ? parseSipUri(dialog.remoteTarget) : undefined
  if (!contact) return iwf
  const host = withoutBrackets(contact.host)
  const wanted = parameterText(contact.parameters, 'transport')?.toLowerCase()
  return {
    transport:
      contact.scheme === 'sips'
        ? 'tls'
        : wanted === 'tcp' || wanted === 'udp' || wanted === 'tls'
          ? wanted
          : iwf.transport,
    host: isIP(host) === 0 ? iwf.host : host,
    port: contact.port ?? iwf.port,
  }
}
