/** 200 to every SIP request and an empty 200 to every POST. */
import { answerHttp } from './answer-http.ts'
import { answerSip } from './answer-sip.ts'
import { place, ready } from './place.ts'

const { sip, ssp } = place()
await answerSip(sip, () => 200)
await answerHttp(ssp, 200)
ready()
