/** 403 to every SIP request and to every POST. */
import { answerHttp } from './answer-http.ts'
import { answerSip } from './answer-sip.ts'
import { place, ready } from './place.ts'

const { sip, ssp } = place()
await answerSip(sip, () => 403)
await answerHttp(ssp, 403)
ready()
