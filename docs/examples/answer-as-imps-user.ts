// node --import tsx docs/examples/answer-as-imps-user.ts http://127.0.0.1:8080/ 8081
import { systemClock } from '../../protocols/clock.ts'
import { capabilityList } from '../../protocols/ssp/capability-list.ts'
import { noTap } from '../../protocols/wire/tap.ts'
import { ImpsServer } from '../../simulators/imps/imps-server.ts'
import { noObserver } from '../../simulators/observer.ts'

const [iwf = 'http://127.0.0.1:8080/', port = '8081'] = process.argv.slice(2)
const patience = { ms: 60_000, clause: 'as long as I care to wait' }

const server = new ImpsServer({
  domain: 'imps.example',
  local: { host: '127.0.0.1', port: Number(port) },
  binding: 'project',
  bounds: { asked: patience, answered: patience, setUpStep: patience },
  setUpStepWithin: 10_000,
  tap: noTap,
  clock: systemClock,
})
console.log(`listening at ${await server.listen()}`)
server.aimAt({ domain: 'sip.example', url: iwf })

const telephone = capabilityList({ contentTypes: [{ type: 'text/plain' }], textLength: 1000 })
const bob = server.user({ name: 'bob', data: { clients: [telephone] }, observer: noObserver })
const script = server.script(noObserver, 'demo')
const { sender = '', text } = await script.asked('message', bob)
console.log(`${sender} says ${text}`)
const answer = script.deliver({ from: bob, to: sender, text: 'Hello Alice' })
console.log(`message answered ${(await answer.answered()).status}`)
await server.close()
