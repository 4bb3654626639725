import { msrpUri, serialiseMsrpUri } from '../protocols/msrp/uri.ts'
import { buildSend } from '../protocols/msrp/requests.ts'
import { serialiseMsrp } from '../protocols/msrp/serialise.ts'
import { MsrpStreamFramer } from '../protocols/msrp/stream-framer.ts'
import { parseMsrp } from '../protocols/msrp/parse.ts'
import { parseSip } from '../protocols/sip/parse.ts'
import { serialiseSip } from '../protocols/sip/serialise.ts'
import { validateSip } from '../protocols/sip/validate.ts'
import { outOfDialogRequest } from '../simulators/simple/requests.ts'
import { offerSdp, plainOffer } from '../simulators/simple/offer.ts'
import { perSecond, whole, type BenchRow } from './row.ts'

const SECONDS = 2
const local = { host: '192.0.2.10', port: 5060 }
const path = msrpUri(local.host, 9, 'k3Yd8QpLr0VwZx71k3Yd')

const invite = serialiseSip(
  outOfDialogRequest(
    { uri: 'sip:alice@sip.example', userPart: 'alice', local },
    {
      method: 'INVITE',
      requestUri: 'sip:bob@imps.example',
      transport: 'tcp',
      callId: '7a1c@192.0.2.10',
      fromTag: 'f1',
      branch: 'z9hG4bKa1b2c3',
      body: {
        type: 'application/sdp',
        octets: offerSdp(plainOffer, { host: local.host, path: [path], sessionId: '3900000000' }),
      },
    },
  ),
)

const send = serialiseMsrp(
  buildSend(
    { to: [serialiseMsrpUri(path)], from: [serialiseMsrpUri(msrpUri('192.0.2.20', 2855, 'Zt9kQ0mVbC4nX7sLZt9k'))] },
    { messageId: '12339sdqwer' },
    { start: 1, end: 9, total: 9 },
    { contentType: 'text/plain', body: Buffer.from('Hello Bob') },
  ),
)

export const messageParsingRows: readonly BenchRow[] = [
  {
    name: `SIP messages parsed (INVITE with SDP, ${invite.length} octets)`,
    measure: () => `${whole(perSecond(SECONDS, () => void parseSip(invite)))}/s`,
  },
  {
    name: 'SIP messages parsed and held against the grammar',
    measure: () => `${whole(perSecond(SECONDS, () => void validateSip(parseSip(invite))))}/s`,
  },
  {
    name: `MSRP messages framed and parsed (SEND, ${send.length} octets)`,
    measure: () => {
      const framer = new MsrpStreamFramer()
      return `${whole(
        perSecond(SECONDS, () => {
          for (const { octets } of framer.push(send)) parseMsrp(octets)
        }),
      )}/s`
    },
  },
]
