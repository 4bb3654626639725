import { answeredWith } from '../../judge/readers/answered.ts'
import { inviteOf } from '../../judge/readers/negotiation.ts'
import { finalTo, responsesTo, sipFromPeer } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import { all, allOf, check, every, irrelevant, type Check } from '../../judge/vocabulary/index.ts'
import type { Extension } from './extension.ts'

/** 101 to 199 to the INVITE that requires reliable ones. */
const provisionals = (trace: Trace) =>
  responsesTo(trace, inviteOf(trace)).filter(({ message: { status } }) => status > 100 && status < 200)

const pracks = (trace: Trace) =>
  sipFromPeer(trace).filter(({ message }) => message.kind === 'request' && message.method === 'PRACK')

/** What RFC 3262 asks of the answers to an INVITE with `Require: 100rel`. */
export const reliableProvisionals: readonly Check<Extension>[] = [
  check<Extension>(
    'R-31',
    'an INVITE that requires reliable provisionals is processed, or refused with 420',
    (trace, row) => {
      if (row !== 'reliable') return irrelevant('it requires none')
      const answer = answeredWith(trace, 'invite', trace.bounds.finalAfterInvite, { strict: [200, 420] })
      const final = finalTo(trace, inviteOf(trace))
      if (final?.message.status !== 420) return answer
      const names = every('Unsupported: 100rel', [final], message => message.values('unsupported').includes('100rel'))
      return allOf(answer, names)
    },
  ),
  check<Extension>('R-31', 'every provisional response but 100 is reliable [RFC 3262 §3]', (trace, row) => {
    if (row !== 'reliable') return irrelevant('reliable ones are not asked for')
    const sent = provisionals(trace)
    if (sent.length === 0) return irrelevant('none was sent')
    const reliable = (message: (typeof sent)[number]['message']) =>
      message.values('require').includes('100rel') && Number(message.header('rseq')) > 0
    const numbers = [...new Set(sent.map(({ message }) => Number(message.header('rseq'))))]
    return allOf(
      every('Require: 100rel and RSeq', sent, reliable),
      all('RSeq grows by one', sent, () => numbers.every((number, index) => number === (numbers[0] ?? 0) + index)),
    )
  }),
  check<Extension>('R-31', 'its acknowledgement is answered 2xx [RFC 3262 §3]', (trace, row) => {
    if (row !== 'reliable') return irrelevant('reliable ones are not asked for')
    if (provisionals(trace).length === 0) return irrelevant('there was nothing to acknowledge')
    const answers = pracks(trace).map(prack => finalTo(trace, prack))
    const given = answers.flatMap(answer => answer ?? [])
    return allOf(
      all('each has an answer', pracks(trace), sent => sent.length === given.length),
      every('2xx', given, ({ status }) => status >= 200 && status < 300),
    )
  }),
]
