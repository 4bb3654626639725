import { defineServerCase } from '../../engine/server-case.ts'
import { asks } from '../../judge/readers/ssp.ts'
import { check, none, need } from '../../judge/vocabulary/index.ts'
import { answersOnce, answersWith, TAKEN } from './server-answer.ts'

export default defineServerCase({
  id: 'IOP-04',
  title: 'takes messages of a gateway that never asks anything',
  class: 'mandatory',
  purpose:
    'The change request has no impact on backward compatibility: a gateway of before it, which knows neither query, ' +
    'exchanges messages with the server as ever.',
  catches: ['server-demands-queries', 'server-reports-unasked'],
  ladder: `
    IWF (harness)                IMPS server
      SendMessageRequest  -------->|   no query before
      <---  SendMessageResponse 200|
                                   |   and no report, since none was asked for`,
  cast: make => ({ alice: make.requester(), bob: make.provisioned('SICS-01') }),
  async script({ cast: { alice, bob }, gateway, mark, quiet, text }) {
    await mark('message', gateway.sends({ from: alice, to: bob.uri, text: text('Hello') })).answered()
    const reported = text('Is this reported?')
    await quiet('no report', {
      // Some servers leave the scheme of foreign addresses out (imps-ssp §13, row 31).
      shows: alice.uri.replace('wv:', ''),
      probe: async () => {
        const probe = mark('probe', gateway.sends({ from: alice, to: bob.uri, text: reported, deliveryReport: true }))
        await probe.answered()
        await gateway.reported(probe)
      },
    })
  },
  checks: [
    check('R-38', 'one answer to the message', trace => answersOnce(trace, 'message')),
    check('R-38', 'it is taken', trace => answersWith(trace, 'message', trace.cast['bob'] ?? '', TAKEN)),
    check('R-35', 'no report about a message that asks for none', trace => {
      const probe = trace.mark('probe')
      return none(
        trace,
        'delivery report',
        asks(trace, 'report').filter(({ at }) => probe === undefined || at < probe.at),
        need(trace.mark('message'), 'message'),
        'no report',
      )
    }),
  ],
})
