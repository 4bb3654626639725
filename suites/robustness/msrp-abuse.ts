import { msrpHeader, type MsrpRequest } from '../../protocols/msrp/message.ts'
import type { Call } from '../../simulators/simple/interface.ts'
import type { Stimulus } from '../../simulators/stimulus.ts'

/** What an abuse needs: the session that is abused, its content, and proof that the other session is served meanwhile. */
interface Scene {
  readonly victim: Call
  /** A SEND in that session; `claims`: what its Byte-Range says of end and total. */
  readonly send: (claims?: number, flag?: '+' | '$') => MsrpRequest
  readonly othersAreServed: () => Promise<void>
}

/** One way to misuse MSRP, and what of it the script marks. */
export interface MsrpAbuse {
  readonly abuse: (scene: Scene) => Promise<Stimulus>
  /** It is a request, which is to be answered or ended. */
  readonly isRequest?: true
  /** It aims at what all clients share, connections and attention: an IWF that is wrong would fail others by it. */
  readonly hitsEverybody?: true
}

const TERABYTE = 999_999_999_999
const IDLE_CONNECTIONS = 1000
/** How many of them are opened at a time: more than a listener queues would be lost on the way. */
const AT_A_TIME = 100

/** Sends a request and waits for its answer; that the connection is closed instead is as good. */
async function answered({ victim }: Scene, request: MsrpRequest): Promise<Stimulus> {
  const sent = victim.line().send(request)
  await Promise.allSettled([sent.answered()])
  return sent
}

/** By the id of its row (ROB-03). */
export const msrpAbuses: Readonly<Record<string, MsrpAbuse>> = {
  'Byte-Range-of-a-terabyte': {
    abuse: scene => answered(scene, scene.send(TERABYTE)),
    isRequest: true,
  },
  'Byte-Range-of-a-terabyte-to-come': {
    abuse: scene => answered(scene, scene.send(TERABYTE, '+')),
    isRequest: true,
  },
  'header-of-a-megabyte': {
    abuse: scene => {
      const request = scene.send()
      const [to, from, ...others] = request.headers
      const long = msrpHeader('X-Long', 'x'.repeat(1024 * 1024))
      return answered(scene, { ...request, headers: [to, from, long, ...others].filter(one => one !== undefined) })
    },
    isRequest: true,
  },
  garbage: {
    abuse: ({ victim }) =>
      Promise.resolve(victim.line().write(Buffer.from(Array.from({ length: 65_536 }, (_, at) => (at * 167) % 251)))),
  },
  'idle-connections': {
    hitsEverybody: true,
    abuse: async ({ victim, send, othersAreServed }) => {
      const first = victim.line().send(send())
      for (let opened = 0; opened < IDLE_CONNECTIONS; opened += AT_A_TIME) {
        await Promise.allSettled(Array.from({ length: AT_A_TIME }, () => victim.anotherLine()))
        await othersAreServed()
      }
      return first
    },
  },
  'slow-loris': {
    hitsEverybody: true,
    abuse: async ({ victim, othersAreServed }) => {
      const line = await victim.anotherLine()
      const first = line.write('M')
      for (const octet of 'SRP slowly SEND\r\nTo-') {
        line.write(octet)
        await othersAreServed()
      }
      return first
    },
  },
}
