import { defineCase } from '../../engine/case.ts'
import { msrpFromIwf } from '../../judge/readers/msrp.ts'
import { accepts, sipFromPeer } from '../../judge/readers/sip.ts'
import { asks } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, cite, every, exactly, irrelevant, need, satisfied, some } from '../../judge/vocabulary/index.ts'
import { newSession, probeText, textInSession } from '../liveness.ts'
import { framedText, rawSend } from '../msrp/raw-send.ts'
import { sessionGoesOn } from '../msrp/session-goes-on.ts'
import { msrpAbuses, type MsrpAbuse } from './msrp-abuse.ts'

const abused = (trace: Trace) => need(trace.mark('abuse'), 'hostile octets')

export default defineCase({
  id: 'ROB-03',
  title: 'serves the others while one client abuses MSRP',
  group: 'robustness',
  class: 'mandatory',
  purpose:
    'An MSRP port is open to the world. Absurd numbers, endless lines, noise, and connections that say nothing must ' +
    'cost the one who sends them, not all the others.',
  catches: ['trusts-byte-range', 'starves-on-idle-connections'],
  ladder: `
    mallory            IWF            imps.example
      SEND 1-999999999999, garbage, 1000 idle connections, … -->|
      <-- 413, 400, or the connection is closed
    alice
      SEND ----------->|--- SendMessage -->|  as if nothing had been`,
  given: 'P2',
  // The others cost the connection that they come on, or the process, which is then started again.
  isolation: row => (row.hitsEverybody ? 'alone' : 'users'),
  rows: msrpAbuses,
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob' }),
    mallory: make.simple({ name: 'mallory' }),
    carol: make.imps({ name: 'carol' }),
    probe: make.imps({ name: 'probe' }),
  }),
  async script(script) {
    const { cast, call, mark, quiet, row, text } = script
    const victim = cast.mallory.invite(cast.carol)
    await victim.accepted()
    await victim.bind()
    const { paths } = victim.line()
    const content = framedText(victim, text('hostile'))
    const othersAreServed = () => textInSession(script, call, cast.bob)
    mark(
      'abuse',
      await row.abuse({
        victim,
        othersAreServed,
        send: (claims = content.body.length, flag = '$') =>
          rawSend({ paths, messageId: 'hostile', content, range: { end: claims, total: claims }, flag }),
      }),
    )
    await quiet('after the abuse', {
      shows: probeText(script),
      async probe() {
        await othersAreServed()
        await newSession(script, cast.alice, cast.probe)
      },
    })
  },
  checks: [
    check(
      'R-40',
      'refuses the request, takes what was really sent, or ends the connection [RFC 4975 §7.3.1]',
      (trace, row: MsrpAbuse) => {
        if (!row.isRequest) return irrelevant('there is no request to be answered')
        const request = abused(trace)
        const answers = msrpFromIwf(trace).filter(
          ({ message, connection, at }) =>
            message.kind === 'response' && connection === request.connection && at >= request.at,
        )
        const closed = trace.ends.filter(
          ({ connection, by, at }) =>
            connection === request.connection &&
            by === 'iwf' &&
            at >= request.at &&
            at <= request.at + trace.bounds.msrpResponse.ms,
        )
        if (answers.length === 0 && closed.length > 0) return satisfied(...cite('cause', request))
        return allOf(
          exactly(trace, 1, 'response', answers, { after: request, within: trace.bounds.msrpResponse }),
          every('200, 400 or 413', answers, ({ status }) => [200, 400, 413].includes(status)),
        )
      },
    ),
    check('R-40', 'hands on nothing but what was really sent', trace => {
      const toCarol = about(asks(trace, 'message'), impsAddressOf(trace, 'carol'))
      return toCarol.length === 0
        ? irrelevant('nothing was handed on')
        : allOf(
            exactly(trace, 1, 'SendMessageRequest', toCarol, {
              after: abused(trace),
              within: trace.bounds.messageAfterSend,
            }),
            every('what was sent', toCarol, ({ text }) => text === trace.text('hostile')),
          )
    }),
    check('R-40', 'the session of another user goes on', trace => sessionGoesOn(trace, abused(trace))),
    check('R-40', 'new sessions are set up', trace => {
      const invites = sipFromPeer(trace).filter(
        ({ message, at }) => message.method === 'INVITE' && at > abused(trace).at,
      )
      return some(trace, '2xx', accepts(trace), {
        after: need(invites[0], 'INVITE after the abuse'),
        within: trace.bounds.finalAfterInvite,
      })
    }),
  ],
})
