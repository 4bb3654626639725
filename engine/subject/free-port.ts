import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/**
 * A port that is free for TCP and UDP on `host` now. Another program may take it before the subject does; the subject
 * then says so when it starts, and the run ends with that message.
 */
export async function freePort(host: string): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const port = await boundTcpPort(host)
    if (await udpIsFree(host, port)) return port
  }
  throw new Error(`no port on ${host} is free for both TCP and UDP`)
}

function boundTcpPort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, host, () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0))
    })
  })
}

function udpIsFree(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    socket.once('error', () => resolve(false))
    socket.bind(port, host, () => socket.close(() => resolve(true)))
  })
}
