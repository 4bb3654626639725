import type { RuleSamples } from './sample.ts'
import { TOKEN } from './sample.ts'
import { instead, spoilt, type Put, type Spoil } from './syntax-sample.ts'

const post = `POST / HTTP/1.1\r\nHost: x\r\nX-Token: ${TOKEN}\r\nContent-Length: 5\r\n\r\nHello`
const chunked = `POST / HTTP/1.1\r\nHost: x\r\nX-Token: ${TOKEN}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n0\r\n\r\n`

const stream: Put = (log, octets) => void log.stream('http', 'in', 'received', octets, 'accepted')
const length = (value: string): Spoil => instead('Content-Length: 5', value)

/** Two traces for each rule of `protocols/http/rules.ts`. */
export const httpSyntaxSamples: RuleSamples = {
  ...spoilt(stream, post, {
    'HTTP-SYN-01': instead('POST / HTTP/1.1', 'POST'),
    'HTTP-SYN-02': instead('\r\nHost', '\nHost'),
    'HTTP-SYN-03': instead('Host: x', 'Host: x\r\nnothing'),
    'HTTP-SYN-04': instead('Host: x', 'Host: x\r\nX-Long: a\r\n b'),
    'HTTP-SYN-05': length('Content-Length: five'),
    'HTTP-SYN-06': length('Content-Length: 5\r\nContent-Length: 6'),
    'HTTP-SYN-08': length('Transfer-Encoding: gzip'),
    'HTTP-SYN-13': instead('Host: x\r\n', ''),
    'HTTP-SYN-14': instead('HTTP/1.1', 'HTTP/3.0'),
    'HTTP-SYN-15': instead('Host: x', 'Host: x\r\nX-Odd: a\x01b'),
  }),
  ...spoilt(stream, chunked, {
    'HTTP-SYN-07': instead('Transfer-Encoding', 'Content-Length: 5\r\nTransfer-Encoding'),
    'HTTP-SYN-09': instead('\r\n5\r\n', '\r\nfive\r\n'),
  }),
}
