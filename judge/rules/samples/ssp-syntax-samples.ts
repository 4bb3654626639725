import { sspText } from '../../../trace/log-script.ts'
import type { RuleSamples } from './sample.ts'
import { TOKEN } from './sample.ts'
import { instead, spoilt, withOctet, type Put } from './syntax-sample.ts'

const message = sspText(
  'Request',
  '1',
  '<SendMessageRequest><MetaInfo clientOriginated="Yes">' +
    `<Requestor serviceID="wv:@x"><User userID="wv:${TOKEN}@x"/></Requestor></MetaInfo>` +
    `<MessageInfo messageID="1"><Recipient><User userID="wv:${TOKEN}@x"/></Recipient>` +
    '<Sender><User userID="wv:y@x"/></Sender></MessageInfo>' +
    '<ContentData contentType="text/plain" encoding="base64">SGVsbG8=</ContentData></SendMessageRequest>',
)
const capability = sspText(
  'Response',
  '1',
  '<GetClientCapabilityResponse><Status code="200"/>' +
    `<ClientCapability userID="wv:${TOKEN}@x"><CapabilityList><ParserSize>1</ParserSize></CapabilityList>` +
    '</ClientCapability></GetClientCapabilityResponse>',
)

/** The token stands in the address as well, for documents of which nothing can be read. */
const posted: Put = (log, octets) => {
  const head =
    `POST /${TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/vnd.wv.ssp+xml\r\n` +
    `Content-Length: ${octets.length}\r\n\r\n`
  log.stream('http', 'in', 'received', Buffer.concat([Buffer.from(head), octets]), 'accepted')
}

/** Two traces for each rule of `protocols/ssp/rules.ts`. */
export const sspSyntaxSamples: RuleSamples = {
  ...spoilt(posted, message, {
    'SSP-SYN-01': instead('</WV-SSP-Message>', ''),
    'SSP-SYN-02': instead('<WV-SSP-Message', '<!DOCTYPE WV-SSP-Message><WV-SSP-Message'),
    'SSP-SYN-03': instead('messageID="1"', 'messageIdent="1"'),
    'SSP-SYN-04': instead(/<Session .*<\/Session>/, ''),
    'SSP-SYN-06': instead('transactionID="1"', ''),
    'SSP-SYN-07': instead('</Transaction>', '<Status code="200"/></Transaction>'),
    'SSP-SYN-08': instead(/<MessageInfo.*<\/MessageInfo>/, ''),
    'SSP-SYN-09': instead('SGVsbG8=', '*'),
    'SSP-SYN-10': withOctet(instead('>SGVsbG8=', '>~'), 0xff),
  }),
  ...spoilt(posted, capability, {
    'SSP-SYN-12': instead('</CapabilityList>', '<ParserSize>2</ParserSize></CapabilityList>'),
  }),
}
