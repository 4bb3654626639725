import { answer, described, type Described } from './msrp-conversation.ts'
import type { RuleSamples } from './sample.ts'
import { IWF_CONTACT, sip, T1 } from './sip-conversation.ts'

const contact = { Contact: `<${IWF_CONTACT}>` }

/** An INVITE with an offer, and its 2xx with an answer. */
const agreed = (offered: string, answered: string) => () =>
  sip().asks('INVITE', {}, { body: offered }).iwfAnswers(200, contact, { body: answered }).log
const right = agreed(described(), answer())
const answers = (change: (text: string) => string) => agreed(described(), change(answer()))

const active = { more: ['setup:active'] }
const set = (setup: string, answered: Described) => agreed(described({ more: [`setup:${setup}`] }), answer(answered))

/** An INVITE of the implementation with this offer. */
const offers = (changes: Described) => () => sip().iwfAsks('INVITE', {}, { body: answer(changes) }).log
/** A session, and a re-INVITE that is answered so. */
const again = (answered: string) => () =>
  sip()
    .asks('INVITE', {}, { body: described() })
    .iwfAnswers(200, contact, { body: answer() })
    .asksWithin('ACK')
    .after(T1)
    .asksWithin('INVITE', {}, { body: described() })
    .iwfAnswers(200, contact, { body: answered }).log
const early = (answered: string) => () =>
  sip()
    .asks('INVITE', {}, { body: described() })
    .iwfAnswers(183, contact, { body: answer() })
    .iwfAnswers(200, contact, { body: answered }).log

/** Two traces for each rule of `judge/rules/sdp`. */
export const sdpSamples: RuleSamples = {
  'SDP-ANS-01': { right, wrong: answers(text => `${text}m=audio 0 RTP/AVP 0\r\n`) },
  'SDP-ANS-02': { right, wrong: answers(text => text.replace('TCP/MSRP', 'TCP/TLS/MSRP')) },
  'SDP-ANS-03': { right, wrong: answers(text => text.replace('t=0 0', 't=1 2')) },
  'SDP-ANS-04': {
    right: agreed(described({ port: 0 }), answer({ port: 0 })),
    wrong: agreed(described({ port: 0 }), answer()),
  },
  'SDP-ANS-05': {
    right: agreed(described({ more: ['sendonly'] }), answer({ more: ['recvonly'] })),
    wrong: agreed(described({ more: ['sendonly'] }), answer({ more: ['sendrecv'] })),
  },
  'SDP-ANS-06': { right: set('active', { more: ['setup:passive'] }), wrong: set('active', active) },
  'SDP-ANS-07': {
    right: agreed(described(), answer({ version: 7 })),
    wrong: agreed(described(), answer()),
  },
  'SDP-ANS-08': { right: early(answer()), wrong: early(answer({ version: 2 })) },
  'SDP-MSRP-01': { right, wrong: answers(text => text.replace('msrp://', 'msrps://')) },
  'SDP-MSRP-02': { right, wrong: answers(text => text.replace('message 2855', 'message 2856')) },
  'SDP-MSRP-03': { right, wrong: answers(text => text.replace('c=IN IP4 127.0.0.1', 'c=IN IP4 127.0.0.2')) },
  'SDP-MSRP-04': { right, wrong: agreed(described(), answer({ types: 'text/plain' })) },
  'SDP-MSRP-05': { right, wrong: agreed(described(), answer({ types: 'message/cpim text/plain' })) },
  'SDP-MSRP-06': { right: offers(active), wrong: offers({ more: ['setup:passive'] }) },
  'SDP-MSRP-07': { right, wrong: agreed(described(), answer({ more: ['connection:new'] })) },
  'SDP-VER-01': { right: again(answer()), wrong: again(answer({ version: 5 })) },
}
