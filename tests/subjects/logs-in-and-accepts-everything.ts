/** Sets SSP sessions up as it should, so that the preflight passes; 200 to all that follows. */
import { answerSip } from './answer-sip.ts'
import { logInToSsp } from './log-in-to-ssp.ts'
import { place, ready } from './place.ts'

const where = place()
await answerSip(where.sip, () => 200)
await logInToSsp(where, 200)
ready()
