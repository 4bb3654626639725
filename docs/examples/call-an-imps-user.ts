// node --import tsx docs/examples/call-an-imps-user.ts 127.0.0.1:5060 sip:bob@imps.example
import { systemClock } from '../../protocols/clock.ts'
import { noTap } from '../../protocols/wire/tap.ts'
import { noObserver } from '../../simulators/observer.ts'
import { evenBounds } from '../../simulators/simple/even-bounds.ts'
import { SimplePeer } from '../../simulators/simple/simple-peer.ts'

const [iwf = '127.0.0.1:5060', bob = 'sip:bob@imps.example'] = process.argv.slice(2)
const [host = '', port = ''] = iwf.split(':')

const peer = new SimplePeer({
  domain: 'sip.example',
  host: '127.0.0.1',
  sipPort: 0,
  msrpPort: 0,
  timers: { T1: 500, T2: 4000, T4: 5000 },
  msrpTimer: 30_000,
  bounds: evenBounds({ ms: 10_000, clause: 'as long as I care to wait' }),
  tap: noTap,
  clock: systemClock,
  random: Math.random,
})
await peer.listen()
peer.aimAt({ host, port: Number(port) })

const alice = peer.user({ name: 'alice', token: 'demo', exists: true, observer: noObserver })
const call = alice.invite(bob)
console.log(`INVITE answered ${(await call.accepted()).status}`)
await call.bind()
console.log(`SEND answered ${await call.send('Hello Bob').answered()}`)
console.log(`bob says ${(await call.received('Hello Alice')).text}`)
console.log(`BYE answered ${(await call.bye().answered()).status}`)
await peer.close()
