import { HttpFramer, type FramedHttp } from '../protocols/http/stream-framer.ts'
import { MsrpStreamFramer } from '../protocols/msrp/stream-framer.ts'
import { SipStreamFramer } from '../protocols/sip/stream-framer.ts'
import type { ApplicationProtocol, Direction } from '../protocols/wire/tap.ts'
import { decodeHttp } from './decoded/http.ts'
import { decodeMsrp } from './decoded/msrp.ts'
import { decodeSip } from './decoded/sip.ts'
import type { Decoded } from './wire-message.ts'

/** A message cut out of one direction of a stream. */
export interface Cut {
  readonly octets: Buffer
  /** Range within the stream. */
  readonly start: number
  readonly end: number
  /** The stream ended, or could be divided no further, in the middle of it. */
  readonly cutOff: boolean
  /** Its sender gave no way to tell where it ends, so that the stream could be divided no further. */
  readonly undividable: boolean
  readonly decode: () => Decoded<unknown>
}

/** Divides one direction of a connection into messages. What can be divided no further comes with the end. */
export interface StreamCutter {
  push(octets: Buffer): readonly Cut[]
  end(): readonly Cut[]
}

/** `requests`: for HTTP, whether this direction carries requests. */
export function streamCutter(protocol: ApplicationProtocol, carriesRequests: boolean): StreamCutter {
  switch (protocol) {
    case 'sip':
      return new SipCutter()
    case 'msrp':
      return new MsrpCutter()
    case 'http':
      return new HttpCutter(carriesRequests ? 'request' : 'response')
  }
}

/** The side that opened a connection sends the requests on it (HTTP). */
export const carriesRequests = (role: 'accepted' | 'opened', direction: Direction): boolean =>
  (role === 'opened') === (direction === 'sent')

class SipCutter implements StreamCutter {
  readonly #framer = new SipStreamFramer()
  #end = 0

  push(octets: Buffer): Cut[] {
    return this.#framer.push(octets).map(({ kind, octets: frame, start, end, violations }) => {
      this.#end = end
      const undividable = kind === 'unframeable'
      const decode = () => decodeSip(frame, kind === 'keep-alive', violations)
      return { octets: frame, start, end, cutOff: undividable, undividable, decode }
    })
  }

  end(): Cut[] {
    const octets = this.#framer.pending
    if (octets.length === 0) return []
    const start = this.#end
    const end = start + octets.length
    return [{ octets, start, end, cutOff: true, undividable: false, decode: () => decodeSip(octets, false, []) }]
  }
}

/** An end-line that is not that of the message: of another transaction, or not on a line of its own (RFC 4975 §7.1). */
const endsLikeMsrp = /-------[0-9A-Za-z.\-+%=]{4,32}[$#+]\r\n(MSRP |$)/

class MsrpCutter implements StreamCutter {
  readonly #framer = new MsrpStreamFramer()

  push(octets: Buffer): Cut[] {
    return this.#framer.push(octets).map(({ octets: frame, start, end }) => ({
      octets: frame,
      start,
      end,
      cutOff: false,
      undividable: false,
      decode: () => decodeMsrp(frame),
    }))
  }

  end(): Cut[] {
    const { octets, start, end } = this.#framer.rest
    if (octets.length === 0) return []
    const undividable = endsLikeMsrp.test(octets.toString('latin1'))
    return [{ octets, start, end, cutOff: true, undividable, decode: () => decodeMsrp(octets) }]
  }
}

class HttpCutter implements StreamCutter {
  readonly #framer: HttpFramer

  constructor(kind: 'request' | 'response') {
    this.#framer = new HttpFramer(kind)
  }

  push(octets: Buffer): Cut[] {
    return this.#framer.push(octets).map(framed => ({ ...cutOf(framed), undividable: !framed.complete }))
  }

  end(): Cut[] {
    return this.#framer.end().map(cutOf)
  }
}

const cutOf = (framed: FramedHttp): Cut => ({
  octets: framed.octets,
  start: framed.start,
  end: framed.end,
  cutOff: !framed.complete,
  undividable: false,
  decode: () => decodeHttp(framed),
})
