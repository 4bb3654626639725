import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import {
  IncomingRequestMessage,
  IncomingResponseMessage,
  LoggerFactory,
  Parser,
  URI,
  UserAgentCore,
  type UserAgentCoreDelegate,
} from 'sip.js/lib/core/index.js'
import type { SipTransportName } from './flow.ts'

/** Where it listens. */
export const host = '127.0.0.1'

/** Something that will be said once. */
export function promised<T>(): { readonly said: Promise<T>; readonly say: (value: T) => void } {
  let say: (value: T) => void = () => undefined
  const said = new Promise<T>(resolve => (say = resolve))
  return { said, say }
}

/** An independent SIP peer for tests: sip.js's core on sockets and a framer that share nothing with ours. */
export interface SipJsPeer {
  readonly core: UserAgentCore
  readonly port: number
}

/** Opens the peer for one test. It sends to `remotePort`, and over TCP on the connection that the other side opened. */
export async function sipJs(
  t: TestContext,
  transport: SipTransportName,
  remotePort: number,
  delegate: UserAgentCoreDelegate,
): Promise<SipJsPeer> {
  const loggers = new LoggerFactory()
  loggers.builtinEnabled = false
  const receive = (text: string) => {
    const message = Parser.parseMessage(text, loggers.getLogger('parser'))
    assert.ok(message, `sip.js understands:\n${text}`)
    if (message instanceof IncomingRequestMessage) core.receiveIncomingRequestFromTransport(message)
    if (message instanceof IncomingResponseMessage) core.receiveIncomingResponseFromTransport(message)
  }
  const socket = transport === 'udp' ? await datagrams(t, remotePort, receive) : await stream(t, remotePort, receive)
  const aor = new URI('sip', 'js', host, socket.port)
  const contact = { pubGruu: undefined, tempGruu: undefined, uri: aor, toString: () => `<${aor.toString()}>` }
  const core = new UserAgentCore(
    {
      aor,
      contact,
      displayName: 'JS',
      loggerFactory: loggers,
      hackViaTcp: false,
      routeSet: [],
      sipjsId: 'abcde',
      supportedOptionTags: [],
      supportedOptionTagsResponse: [],
      userAgentHeaderFieldValue: 'independent',
      viaForceRport: false,
      viaHost: `${host}:${socket.port}`,
      authenticationFactory: () => undefined,
      transportAccessor: () => ({
        protocol: transport.toUpperCase(),
        send: (text: string) => {
          socket.send(text)
          return Promise.resolve()
        },
      }),
    },
    delegate,
  )
  t.after(() => core.dispose())
  return { core, port: socket.port }
}

interface TextSocket {
  readonly port: number
  send(text: string): void
}

async function datagrams(t: TestContext, remotePort: number, receive: (text: string) => void): Promise<TextSocket> {
  const socket = createSocket('udp4')
  t.after(() => void socket.close())
  socket.on('message', octets => receive(octets.toString()))
  socket.bind(0, host)
  await once(socket, 'listening')
  return { port: socket.address().port, send: text => socket.send(text, remotePort, host) }
}

/** Answers on the connection that the other side opened, and opens one when there is none. */
async function stream(t: TestContext, remotePort: number, receive: (text: string) => void): Promise<TextSocket> {
  let current: Socket | undefined
  const adopt = (socket: Socket) => {
    current = socket
    let text = ''
    t.after(() => socket.destroy())
    socket.on('data', octets => {
      // One octet a character, so that Content-Length counts.
      text += octets.toString('latin1')
      for (let head = text.indexOf('\r\n\r\n'); head >= 0; head = text.indexOf('\r\n\r\n')) {
        const end = head + 4 + Number(/^Content-Length: *(\d+)/im.exec(text)?.[1] ?? 0)
        if (text.length < end) return
        receive(Buffer.from(text.slice(0, end), 'latin1').toString())
        text = text.slice(end)
      }
    })
    return socket
  }
  const server = createServer(adopt).listen(0, host)
  t.after(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port, send: text => void (current ?? adopt(connect(remotePort, host))).write(text) }
}
