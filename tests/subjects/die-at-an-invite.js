import { Socket } from 'node:net'

/**
 * Preloaded into an IWF: kills it, as a crash would, when the INVITE arrives that the environment names (1 is the first).
 * Each process counts anew.
 */
let left = Number(process.env.DIES_AT_INVITE)
const { push } = Socket.prototype
Socket.prototype.push = function (octets, ...rest) {
  const invites = octets === null ? 0 : octets.toString('latin1').split('INVITE sip:').length - 1
  left -= invites
  if (invites > 0 && left <= 0) process.kill(process.pid, 'SIGKILL')
  return push.call(this, octets, ...rest)
}
