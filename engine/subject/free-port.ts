import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/**
 * Below the range from which systems take ports for connections and for listeners that ask for any: what is free here
 * stays free until the subject has started, whatever else begins meanwhile.
 */
const RANGE = [20_000, 32_768] as const
const ATTEMPTS = 50

/**
 * A port that is free for TCP and UDP on `host` now. Another program may take it before the subject does; the subject
 * then says so when it starts, and the run ends with that message.
 */
export async function freePort(host: string): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(...RANGE)
    if ((await tcpIsFree(host, port)) && (await udpIsFree(host, port))) return port
  }
  throw new Error(`no port of ${RANGE[0]} to ${RANGE[1] - 1} on ${host} is free for both TCP and UDP`)
}

function tcpIsFree(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}

function udpIsFree(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    socket.once('error', () => resolve(false))
    socket.bind(port, host, () => socket.close(() => resolve(true)))
  })
}
