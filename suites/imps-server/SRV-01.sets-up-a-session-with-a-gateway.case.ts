import { defineServerCase } from '../../engine/server-case.ts'
import { check, every } from '../../judge/vocabulary/index.ts'
import { answersOnce } from './server-answer.ts'
import { allSix, begunBy } from './set-up-steps.ts'

export default defineServerCase({
  id: 'SRV-01',
  title: 'sets up a session that a gateway begins',
  class: 'mandatory',
  purpose:
    'Before anything else the two sides prove to each other that they know the secret of the other: token, digest and ' +
    'session id, each both ways. What follows goes in that session only.',
  catches: ['server-refuses-every-gateway'],
  isolation: 'alone',
  // Without a session the other cases are blocked; this one is about it.
  needs: [],
  ladder: `
    IWF (harness)                IMPS server
      SendSecretToken  ----------->|
      <-----------  SendSecretToken|
      LoginRequest  -------------->|
      <--------------  LoginRequest|
      LoginResponse  ------------->|
      <-------------  LoginResponse|
      capability query  ---------->|
      <-----------------  Response |`,
  cast: make => ({ alice: make.requester(), bob: make.provisioned('SICS-01') }),
  async script({ cast: { alice, bob }, gateway, mark }) {
    gateway.forgetsSessions()
    await gateway.opensSession()
    await mark('query', gateway.asks('capability', { requester: alice, targets: [bob.uri] })).answered()
  },
  checks: [
    check('R-38', 'the set-up has its six steps [imps-ssp §5.1]', trace => allSix(trace, 'gateway', trace.beganAt)),
    check('R-38', 'the session is granted', trace =>
      every(
        'Status 200',
        begunBy(trace, 'gateway', trace.beganAt).filter(({ from, message }) => from === 'iwf' && message.status !== 0),
        ({ status }) => status === 200,
      ),
    ),
    check('R-38', 'and carries requests', trace => answersOnce(trace, 'query')),
  ],
})
