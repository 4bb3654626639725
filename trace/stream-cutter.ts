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
      const cutOff = kind === 'unframeable'
      return { octets: frame, start, end, cutOff, decode: () => decodeSip(frame, kind === 'keep-alive', violations) }
    })
  }

  end(): Cut[] {
    const octets = this.#framer.pending
    if (octets.length === 0) return []
    const start = this.#end
    const end = start + octets.length
    return [{ octets, start, end, cutOff: true, decode: () => decodeSip(octets, false, []) }]
  }
}

class MsrpCutter implements StreamCutter {
  readonly #framer = new MsrpStreamFramer()

  push(octets: Buffer): Cut[] {
    return this.#framer.push(octets).map(({ octets: frame, start, end }) => ({
      octets: frame,
      start,
      end,
      cutOff: false,
      decode: () => decodeMsrp(frame),
    }))
  }

  end(): Cut[] {
    const { octets, start, end } = this.#framer.rest
    return octets.length === 0 ? [] : [{ octets, start, end, cutOff: true, decode: () => decodeMsrp(octets) }]
  }
}

class HttpCutter implements StreamCutter {
  readonly #framer: HttpFramer

  constructor(kind: 'request' | 'response') {
    this.#framer = new HttpFramer(kind)
  }

  push(octets: Buffer): Cut[] {
    return this.#framer.push(octets).map(cutOf)
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
  decode: () => decodeHttp(framed),
})
