/** Listens everywhere and never says a word. */
import { answerHttp } from './answer-http.ts'
import { answerSip } from './answer-sip.ts'
import { place, ready } from './place.ts'

const { sip, ssp } = place()
await answerSip(sip, () => undefined)
await answerHttp(ssp, undefined)
ready()
