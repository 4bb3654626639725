import { defineCase } from '../../engine/case.ts'
import { times } from '../../fixtures/catalogue/duration.ts'
import { union } from '../../fixtures/expectations/expectation-set.ts'
import { E } from '../../fixtures/expectations/sets.ts'
import { inviteOf, negotiationWith } from '../../judge/readers/negotiation.ts'
import { finals } from '../../judge/readers/sip.ts'
import { asks } from '../../judge/readers/ssp.ts'
import type { Trace } from '../../judge/trace.ts'
import { allOf, check, every, finalIn, irrelevant, need, none } from '../../judge/vocabulary/index.ts'
import type { SetUpConduct } from '../../simulators/imps/set-up-conduct.ts'
import { newSession, probeText } from '../liveness.ts'
import { httpRefusalOf, noStorm, setUpWith } from './posted.ts'

interface Row {
  /** Who begins the set-up. */
  readonly begins: 'iwf' | 'imps'
  readonly conduct: SetUpConduct
}

const rows: Readonly<Record<string, Row>> = {
  'wrong-digest-of-the-initiator': { begins: 'imps', conduct: { kind: 'wrong-digest' } },
  'wrong-digest-of-the-acceptor': { begins: 'iwf', conduct: { kind: 'wrong-digest' } },
  'login-refused-401': { begins: 'iwf', conduct: { kind: 'refuses-login', status: 401 } },
  'login-refused-409': { begins: 'iwf', conduct: { kind: 'refuses-login', status: 409 } },
}

/** Without a session the server cannot be reached, and the fault is between the servers. */
const NO_SESSION = union('E.UNREACH or E.GWFAULT', E.UNREACH.invite, E.GWFAULT.invite)

/** The login with the wrong digest, or the refusal of the IWF's own. */
const badCredentials = (trace: Trace, { begins }: Row) => {
  const mode = begins === 'imps' ? 'Request' : 'Response'
  return setUpWith(trace).find(
    ({ from, message }) => from !== 'iwf' && message.mode === mode && message.name !== 'SendSecretToken',
  )
}

export default defineCase({
  id: 'SSP-03',
  title: 'opens no session on bad credentials and does not storm after a refused login',
  group: 'ssp',
  class: 'mandatory',
  purpose:
    'A server proves who it is by the digest of a secret that only the true server of its domain was told. A wrong ' +
    'digest is an impostor. And an IWF whose own login is refused must tell its users so, not hammer the server.',
  catches: ['accepts-any-digest', 'login-storm', 'challenge-without-header'],
  ladder: `
    alice              IWF            imps.example
      INVITE --------->|--- SendSecretToken ---->|
                       |<-- SendSecretToken -----|
                       |--- LoginRequest ------->|
                       |<-- LoginRequest, wrong digest; or LoginResponse 409
      <--------- 5xx   |    LoginResponse with an error, HTTP 4xx/5xx, or closes`,
  given: 'P0',
  needs: ['ssp', 'sip', 'msrp'],
  when: [['ICS-01']],
  isolation: 'domain',
  rows,
  lasts: ({ N_OBS }) => times(5, N_OBS),
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob', domain: 'own' }),
    carol: make.imps({ name: 'carol' }),
  }),
  async script(script) {
    const { cast, mark, ownImps, quiet, row } = script
    ownImps.setsUp(row.conduct)
    if (row.begins === 'imps') await ownImps.triesSession()
    else await mark('invite', cast.alice.invite(cast.bob)).final()
    // The other server is there, so that an IWF that has died of it shows.
    const probe = () => newSession(script, cast.alice, cast.carol)
    await quiet('after it', { shows: probeText(script), probe, lasts: 'sspSetUpStorm' })
  },
  checks: [
    check<Row>(
      'R-38',
      'no session comes of it: a LoginResponse with an error, HTTP 4xx or 5xx, or a close',
      (trace, row) => {
        const bad = need(badCredentials(trace, row), 'step of set-up with bad credentials')
        const opened = setUpWith(trace).filter(
          ({ from, at, message }) => from === 'iwf' && at > bad.at && opensSession(message),
        )
        const seen = none(trace, 'step that opens the session', opened, bad, 'after it')
        // Once refused, the IWF itself has nothing to refuse.
        if (row.conduct.kind === 'refuses-login') return seen
        return allOf(seen, httpRefusalOf(trace, bad))
      },
    ),
    check<Row>('R-38', 'nothing is asked of that server', (trace, row) => {
      const bad = need(badCredentials(trace, row), 'step of set-up with bad credentials')
      const bob = trace.cast['bob'] ?? ''
      const asked = (seen: Pick<Trace, 'ssp'>) =>
        [...asks(seen, 'capability'), ...asks(seen, 'block')].filter(({ message }) => message.targets.includes(bob))
      return none(trace, 'query', asked, bad, 'after it')
    }),
    check<Row>('R-28', 'the INVITE is refused: E.UNREACH or E.GWFAULT', (trace, row) => {
      if (row.begins === 'imps') return irrelevant('no INVITE waits for the session')
      const cause = badCredentials(trace, row)
      return finalIn(trace, negotiationWith(trace, 'bob'), NO_SESSION, cause, trace.bounds.finalAfterInvite)
    }),
    check<Row>('R-39', 'the user is not asked to authenticate: no 401, no 407', (trace, row) =>
      row.begins === 'imps'
        ? irrelevant('no INVITE waits for the session')
        : every(
            'neither 401 nor 407',
            finals(trace).filter(({ message }) => message.callId === inviteOf(trace).message.callId),
            ({ status }) => status !== 401 && status !== 407,
          ),
    ),
    check<Row>('R-38', 'no more than five set-ups are begun in ten seconds', (trace, row) =>
      row.begins === 'imps' ? irrelevant('the IMPS server begins') : noStorm(trace),
    ),
  ],
})

/** What an IWF says only when it holds the other side for proven: its own proof in turn, or its session id. */
const opensSession = ({ name, mode, status }: ReturnType<typeof setUpWith>[number]['message']): boolean =>
  (name === 'LoginResponse' && status >= 200 && status < 300) || (name === 'LoginRequest' && mode === 'Response')
