import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { request, response } from '../../protocols/sip/build.ts'
import { Dialog } from '../../protocols/sip/dialog.ts'
import type { SipTarget } from '../../protocols/sip/flow.ts'
import { nextHopOf } from './next-hop.ts'

const iwf: SipTarget = { transport: 'tcp', host: '192.0.2.1', port: 5070 }

/** A dialog of ours with an IWF that gave this Contact. */
function dialogWith(contact: string, ...recordRoute: string[]): Dialog {
  const invite = request({
    method: 'INVITE',
    requestUri: 'sip:bob@imps.example',
    headers: [
      ['From', '<sip:alice@sip.example>;tag=f1'],
      ['To', '<sip:bob@imps.example>'],
      ['Call-ID', 'c1'],
      ['CSeq', '1 INVITE'],
    ],
  })
  const headers = [['Contact', contact], ...recordRoute.map(route => ['Record-Route', route])] as [string, string][]
  const endpoint = { transport: 'tcp', host: '192.0.2.10', port: 5060, contact: '<sip:alice@192.0.2.10>' } as const
  return Dialog.ofClient(invite, response(invite, 200, { toTag: 't1', headers }), endpoint)
}

describe('the next hop of a dialog', () => {
  it('is where the Contact of the other side says', () => {
    const hop = nextHopOf(dialogWith('<sip:iwf@192.0.2.7:5080>'), iwf)
    assert.deepEqual(hop, { transport: 'tcp', host: '192.0.2.7', port: 5080 })
  })

  it('is reached by the transport that the Contact names', () => {
    assert.equal(nextHopOf(dialogWith('<sip:iwf@192.0.2.7:5080;transport=UDP>'), iwf).transport, 'udp')
    assert.equal(nextHopOf(dialogWith('<sip:iwf@192.0.2.7:5080;transport=sctp>'), iwf).transport, 'tcp')
  })

  it('takes the brackets from an IPv6 address, and the port of the INVITE where there is none', () => {
    const hop = nextHopOf(dialogWith('<sip:iwf@[2001:db8::1]>'), iwf)
    assert.deepEqual(hop, { transport: 'tcp', host: '2001:db8::1', port: 5070 })
  })

  it('is at the host of the IWF when the Contact has a name, which no DNS need know', () => {
    const hop = nextHopOf(dialogWith('<sip:iwf@iwf.sip.example:5080>'), iwf)
    assert.deepEqual(hop, { transport: 'tcp', host: '192.0.2.1', port: 5080 })
  })

  it('is where the INVITE went when proxies recorded a route, since this peer plays them', () => {
    assert.deepEqual(nextHopOf(dialogWith('<sip:iwf@192.0.2.7>', '<sip:p1.example;lr>'), iwf), iwf)
  })

  it('is where the INVITE went when the Contact cannot be read', () => {
    assert.deepEqual(nextHopOf(dialogWith('<tel:+1>'), iwf), iwf)
  })
})
