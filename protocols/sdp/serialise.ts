import {
  serialiseOrigin,
  sdpLine,
  type SdpConnection,
  type SdpDescription,
  type SdpMedia,
  type SdpOrigin,
} from './description.ts'

/** Writes every line as it stands, ended by CRLF; nothing is added, moved or corrected. */
export function serialiseSdp({ lines, media }: SdpDescription): Buffer {
  let text = ''
  for (const line of [...lines, ...media.flatMap(one => one.lines)])
    text += line.type === '' ? `${line.value}\r\n` : `${line.type}=${line.value}\r\n`
  return Buffer.from(text)
}

export interface SdpSession {
  readonly origin: SdpOrigin
  /** The s= line; `-` when there is no name to give (RFC 4566 §5.3). */
  readonly name?: string
  /** Session-level c= line; undefined when each media description has its own. */
  readonly connection?: SdpConnection | undefined
  /** The t= line; `0 0` unless an answer has to repeat another (RFC 3264 §6). */
  readonly time?: string
  readonly media: readonly SdpMedia[]
}

/** A session description with its mandatory lines in their order (RFC 4566 §5). */
export function buildSdp({ origin, name = '-', connection, time = '0 0', media }: SdpSession): SdpDescription {
  return {
    lines: [
      sdpLine('v', '0'),
      sdpLine('o', serialiseOrigin(origin)),
      sdpLine('s', name),
      ...(connection
        ? [sdpLine('c', `${connection.networkType} ${connection.addressType} ${connection.address}`)]
        : []),
      sdpLine('t', time),
    ],
    media,
  }
}
