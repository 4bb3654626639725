import { createSocket, type Socket } from 'node:dgram'

/** One relayed datagram, in the order in which the relay took them. */
export interface RelayedDatagram {
  readonly from: number
  readonly to: number
  readonly octets: Buffer
}

/**
 * Hands datagrams on between the ports: what comes to a port of the relay's address goes to the same port of `target`,
 * from the relay's own socket with the sender's port, so that the receiver sees who sent it.
 */
export async function relayUdp(
  ports: readonly number[],
  address: string,
  target: string,
  datagrams: RelayedDatagram[],
): Promise<readonly Socket[]> {
  const sockets = new Map<number, Socket>()
  for (const to of ports) {
    const socket = createSocket('udp4')
    socket.on('message', (octets, { port: from }) => {
      datagrams.push({ from, to, octets })
      sockets.get(from)?.send(octets, to, target)
    })
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.bind(to, address, resolve)
    })
    sockets.set(to, socket)
  }
  return [...sockets.values()]
}
