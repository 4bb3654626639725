/** Sets SSP sessions up as it should and answers OPTIONS, so that the preflight passes; 403 to all that follows. */
import { answerSip } from './answer-sip.ts'
import { logInToSsp } from './log-in-to-ssp.ts'
import { place, ready } from './place.ts'

const where = place()
await answerSip(where.sip, ({ method }) => (method === 'OPTIONS' ? 200 : 403))
await logInToSsp(where, 403)
ready()
