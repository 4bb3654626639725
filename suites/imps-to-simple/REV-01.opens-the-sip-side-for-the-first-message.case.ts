import { defineCase } from '../../engine/case.ts'
import { isCompleteRequest } from '../../judge/readers/complete-request.ts'
import { deliveries } from '../../judge/readers/pager.ts'
import { opens, withoutRetransmissions } from '../../judge/readers/sip.ts'
import { sipAddressOf } from '../../judge/readers/users.ts'
import { equalUri } from '../../protocols/sip/uri-equality.ts'
import { parseSipUri, type SipUri } from '../../protocols/sip/uri.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, exactly, need, none } from '../../judge/vocabulary/index.ts'
import { deliveryAnswered200 } from '../answered-with-200.ts'
import { probeText, textFromImps } from '../liveness.ts'

/** What the ping opens: the probe, which begins after the silence, opens something of its own where no session is left. */
const opened = (trace: Trace) => {
  const end = trace.quiet('after ping')?.to ?? trace.endedAt
  return withoutRetransmissions(opens(trace)).filter(({ at }) => at <= end)
}

/** A URI without what an implementation may add to a user's address, such as a transport. */
const plain = (text: string): SipUri | undefined => {
  const uri = parseSipUri(text)
  return (
    uri && {
      scheme: uri.scheme,
      ...(uri.user === undefined ? {} : { user: uri.user }),
      host: uri.host,
      parameters: [],
      headers: [],
    }
  )
}

const names = (uri: string, address: string): boolean => {
  const [one, other] = [plain(uri), plain(address)]
  return one !== undefined && other !== undefined && equalUri(one, other)
}

export default defineCase({
  id: 'REV-01',
  title: 'opens the SIP side for the first message of an IMPS user',
  group: 'imps-to-simple',
  class: 'mandatory',
  purpose:
    'An IMPS user just writes, there is nothing to set up first. When no session with the addressed SIMPLE user is up, ' +
    'the IWF has to open the SIP side in that user’s name.',
  catches: ['drops-first-message', 'wrong-from', 'delivers-twice'],
  ladder: `
    alice              IWF            imps.example
                       |<-- SendMessage bob->alice "ping"
      <--- MESSAGE "ping", or INVITE
      200 ------------>|
      <--- SEND "ping" |  after INVITE
      200 ------------>|--- SendMessageResponse 200 -->`,
  given: 'P0',
  needs: ['ssp'],
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script(script) {
    const { cast, imps, mark, quiet, text } = script
    const ping = mark('ping', imps.deliver({ from: cast.bob, to: cast.alice, text: text('ping') }))
    await cast.alice.received(text('ping'))
    await ping.answered()
    await quiet('after ping', { shows: probeText(script), probe: () => textFromImps(script, cast.bob, cast.alice) })
  },
  checks: [
    check('R-19', 'one MESSAGE or INVITE, to alice and from bob', trace => {
      const requests = opened(trace)
      return allOf(
        exactly(trace, 1, 'MESSAGE or INVITE', requests, {
          after: need(trace.mark('ping'), 'message of bob'),
          within: trace.bounds.requestAfterDelivery,
        }),
        every('Request-URI is alice', requests, ({ requestUri }) => names(requestUri, sipAddressOf(trace, 'alice'))),
        every('From is bob', requests, message => names(message.address('from'), sipAddressOf(trace, 'bob'))),
      )
    }),
    check('R-31', 'the request is complete [RFC 3261 §8.1.1]', trace =>
      every('tag in From, none in To, branch, and Max-Forwards', opened(trace), isCompleteRequest),
    ),
    check('R-19', 'the text reaches alice, once', trace => {
      const ping = need(trace.mark('ping'), 'message of bob')
      const came = deliveries(trace, trace.text('ping'))
      return allOf(
        exactly(trace, 1, 'delivery', came, { after: ping, within: trace.bounds.deliveryAnswer }),
        none(
          trace,
          'second delivery',
          seen => deliveries(seen, trace.text('ping')).filter(one => one.id !== came[0]?.id),
          ping,
          'after ping',
        ),
      )
    }),
    check('R-17', 'the message is answered 200', trace => deliveryAnswered200(trace, 'ping')),
  ],
})
