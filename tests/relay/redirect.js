/**
 * Loaded into the harness and into the IWF before their own code. Whatever they send to one of the relayed ports of
 * 127.0.0.1 goes to the same port of 127.0.0.9 instead, where the relay is. Happens below their sockets' users, so that
 * neither can know.
 */
import { Socket as DatagramSocket } from 'node:dgram'
import { Socket } from 'node:net'

const ports = new Set((process.env.RELAYED_PORTS ?? '').split(',').map(Number))
const isRelayed = (host, port) => host === '127.0.0.1' && ports.has(Number(port))

const connect = Socket.prototype.connect
Socket.prototype.connect = function (...args) {
  // `net.connect` hands its arguments over as one list that it has normalised.
  const options = Array.isArray(args[0]) ? args[0][0] : args[0]
  if (typeof options === 'object' && isRelayed(options.host, options.port)) options.host = '127.0.0.9'
  return connect.apply(this, args)
}

const send = DatagramSocket.prototype.send
DatagramSocket.prototype.send = function (octets, port, host, ...rest) {
  return send.call(this, octets, port, isRelayed(host, port) ? '127.0.0.9' : host, ...rest)
}
