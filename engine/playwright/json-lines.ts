import type { Socket } from 'node:net'

/**
 * Calls `receive` with each line of JSON that arrives. A socket that breaks just ends: whoever must know listens to its
 * `close`. (`node:readline` would throw what the socket reports, where nobody can catch it.)
 */
export function onJsonLines(socket: Socket, receive: (message: unknown) => void): void {
  let rest = ''
  socket.on('error', () => undefined)
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) receive(JSON.parse(line))
  })
}
