import { connect, createServer, type Server, type Socket } from 'node:net'

/** One relayed connection, with what passed in each direction. */
export interface RelayedConnection {
  /** Port of the listener that the connection was for. */
  readonly to: number
  /** Port of the party that opened it. */
  readonly openedFrom: number
  /** Port from which the relay went on to the listener; 0 until it is known. */
  acceptedFrom: number
  readonly fromOpener: Buffer[]
  readonly fromAccepter: Buffer[]
}

/** Copies connections to `port` of the relay's address to the same port of `target`, octet by octet. */
export async function relayTcp(
  port: number,
  address: string,
  target: string,
  connections: RelayedConnection[],
): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, opener => {
    const relayed: RelayedConnection = {
      to: port,
      openedFrom: opener.remotePort ?? 0,
      acceptedFrom: 0,
      fromOpener: [],
      fromAccepter: [],
    }
    connections.push(relayed)
    const accepter = connect({ host: target, port, allowHalfOpen: true }, () => {
      relayed.acceptedFrom = accepter.localPort ?? 0
    })
    copy(opener, accepter, relayed.fromOpener)
    copy(accepter, opener, relayed.fromAccepter)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, resolve)
  })
  return server
}

function copy(from: Socket, to: Socket, record: Buffer[]): void {
  from.setNoDelay(true)
  from.on('data', octets => {
    record.push(octets)
    to.write(octets)
  })
  from.on('end', () => to.end())
  from.on('error', () => to.resetAndDestroy())
}
