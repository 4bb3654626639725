import { defineCase } from '../../engine/case.ts'
import { multipart, resourceList } from '../../fixtures/content/documents.ts'
import { answeredWith, finalOf, requestOf } from '../../judge/readers/answered.ts'
import { asks, delivered } from '../../judge/readers/ssp.ts'
import { about, impsAddressOf } from '../../judge/readers/users.ts'
import { allOf, check, every, exactly, irrelevant, need, none, some } from '../../judge/vocabulary/index.ts'
import { pagerMessage, probeText } from '../liveness.ts'

interface Form {
  readonly form: 'in-dialog' | 'recipient-list'
}

const rows: Readonly<Record<string, Form>> = {
  'in-dialog': { form: 'in-dialog' },
  'recipient-list': { form: 'recipient-list' },
}

export default defineCase({
  id: 'PGR-08',
  title: 'handles a MESSAGE within a dialog, and one that brings its recipients with it',
  group: 'pager',
  class: 'mandatory',
  purpose:
    'Two unusual forms of MESSAGE: inside the dialog of a session, which must survive it; and with a list of recipients, ' +
    'which an IWF that cannot serve it has to refuse, not to take for an ordinary message.',
  when: [['ICS-02']],
  ambiguities: ['AMB-14'],
  catches: ['message-ends-dialog', 'recipient-list-ignored', 'require-ignored'],
  ladder: `
    alice ====== session ====== IWF            imps.example
      MESSAGE in the dialog ----->|--- SendMessage --->|  or 405, 488
      <------------------- 202    |
      SEND ---------------------->|--- SendMessage --->|  the session goes on
    alice                       IWF
      MESSAGE Require: ---------->|  recipient-list-message
      <------------------- 420    |  with Unsupported; or one SendMessage for each`,
  given: 'P1',
  rows,
  rowNeeds: { 'in-dialog': ['ICS-01'] },
  cast: make => ({
    alice: make.simple({ name: 'alice' }),
    bob: make.imps({ name: 'bob' }),
    frank: make.imps({ name: 'frank' }),
  }),
  async script(script) {
    const { cast, imps, mark, quiet, row, text } = script
    const { alice, bob, frank } = cast
    const shows = probeText(script)
    if (row.form === 'in-dialog') {
      const call = alice.invite(bob)
      await call.accepted()
      await call.bind()
      const content = { type: 'text/plain;charset=UTF-8', octets: Buffer.from(text('Hello Bob')) }
      await mark('message', call.inDialog('MESSAGE', content)).answered()
      const probe = async () => {
        mark('next', call.send(shows))
        await imps.asked('message', bob, { text: shows })
      }
      await quiet('after message', { shows, probe })
      return
    }
    const list = { type: 'application/resource-lists+xml', octets: Buffer.from(resourceList(bob.sipUri, frank.sipUri)) }
    const words = { type: 'text/plain;charset=UTF-8', octets: Buffer.from(text('Hello both')) }
    const body = multipart('mixed', 'recipients', [words, list])
    const headers = [['Require', 'recipient-list-message']] as const
    const message = alice.message(bob, body.octets.toString(), { type: body.type, headers })
    await mark('message', message).answered()
    await quiet('after message', { shows, probe: () => pagerMessage(script, alice, bob) })
  },
  checks: [
    check<Form>('R-34', 'answered as the form asks for', (trace, { form }) => {
      const { messageFinal } = trace.bounds
      if (form === 'in-dialog') return answeredWith(trace, 'message', messageFinal, { strict: [200, 202, 405, 488] })
      const strict = trace.claims('ICS-14') ? [200, 202] : [420]
      return answeredWith(trace, 'message', messageFinal, { strict })
    }),
    check<Form>('R-34', 'a 420 says in Unsupported what is not supported, a 405 lists Allow', trace => {
      const final = finalOf(trace, 'message')
      const { status } = final.message
      if (status !== 420 && status !== 405) return irrelevant(`the answer is ${status}`)
      const named = (message: { values(name: string): readonly string[] }) =>
        status === 405
          ? message.values('allow').length > 0
          : message.values('unsupported').some(tag => tag.toLowerCase() === 'recipient-list-message')
      return every('named', [final], named)
    }),
    check<Form>(
      'R-34',
      'what was accepted goes to each recipient once, what was refused to none',
      (trace, { form }) => {
        const message = requestOf(trace, 'message')
        const accepted = finalOf(trace, 'message').message.status < 300
        const text = trace.text(form === 'in-dialog' ? 'Hello Bob' : 'Hello both')
        const sent = accepted ? delivered(trace, text) : []
        const one = (role: string) =>
          exactly(trace, 1, `message to ${role}`, about(sent, impsAddressOf(trace, role)), {
            after: message,
            within: trace.bounds.messageAfterSend,
          })
        const nothingElse = none(
          trace,
          'SendMessageRequest',
          seen =>
            asks(seen, 'message').filter(
              ask => ask.message.text !== probeText(trace) && !sent.some(({ id }) => id === ask.id),
            ),
          message,
          'after message',
        )
        if (!accepted) return nothingElse
        return form === 'in-dialog' ? allOf(one('bob'), nothingElse) : allOf(one('bob'), one('frank'), nothingElse)
      },
    ),
    check<Form>('R-34', 'the session goes on', (trace, { form }) => {
      if (form !== 'in-dialog') return irrelevant('there is no session')
      const next = need(trace.mark('next'), 'SEND after the MESSAGE')
      const within = trace.bounds.messageAfterSend
      return some(trace, 'SendMessageRequest', delivered(trace, probeText(trace)), { after: next, within })
    }),
  ],
})
