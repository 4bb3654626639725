import type { Dialog } from '../../protocols/sip/dialog.ts'
import type { SipTarget } from '../../protocols/sip/flow.ts'
import { parameterText } from '../../protocols/sip/parameters.ts'
import { parseSipUri } from '../../protocols/sip/uri.ts'

/**
 * Where requests of a dialog go. Proxies that recorded a route are played by this peer, so what is routed through them
 * goes to the IWF as the INVITE did; otherwise the Contact of the other side says where, and over which transport.
 */
export function nextHopOf(dialog: Dialog, iwf: SipTarget): SipTarget {
  const contact = dialog.routeSet.length === 0 ? parseSipUri(dialog.remoteTarget) : undefined
  if (!contact) return iwf
  const wanted = parameterText(contact.parameters, 'transport')?.toLowerCase()
  return {
    transport: wanted === 'tcp' || wanted === 'udp' ? wanted : iwf.transport,
    host: contact.host.replace(/^\[(.*)\]$/, '$1'),
    port: contact.port ?? iwf.port,
  }
}
