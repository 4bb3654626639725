import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { scaledPixit } from '../fixtures/catalogue/pixit.ts'
import { accepts, sipMark } from '../judge/readers/sip.ts'
import { check, exactly, need } from '../judge/vocabulary/index.ts'
import { LogScript, sipText } from '../trace/log-script.ts'
import type { AnyCase } from './case.ts'
import { spoiledExecutions } from './second-attempts.ts'

const definition: AnyCase = {
  id: 'CAP-01',
  group: 'capability',
  title: 'answers 200',
  class: 'mandatory',
  purpose: '',
  catches: [],
  ladder: '',
  given: 'P1',
  cast: () => ({}),
  script: () => Promise.resolve(),
  checks: [
    check('R-01', 'answers 200', trace =>
      exactly(trace, 1, '2xx', accepts(trace), {
        after: need(sipMark(trace, 'invite'), 'INVITE'),
        within: trace.pixit.T_CAP,
      }),
    ),
  ],
}
const other = { ...definition, id: 'CAP-02' }

const log = () => new LogScript({ selected: ['CAP-01', 'CAP-02'], pixit: scaledPixit })

/** A row that is answered with the status while, if so said, the IWF also sends what belongs to nobody. */
function row(script: LogScript, id: string, token: string, status: number, { stray }: { readonly stray: boolean }) {
  script.begin(id, token)
  script.mark(id, 'invite', script.sip('sent', sipText('INVITE sip:x SIP/2.0', { token })))
  if (stray) script.sip('received', sipText('OPTIONS sip:y SIP/2.0', { token: 'nobodys' }))
  script.sip(
    'received',
    sipText(`SIP/2.0 ${status} Answer`, { token, toTag: 'iwf', more: 'Contact: <sip:iwf@127.0.0.1>' }),
  )
  return script.after(5000).finish(id)
}
const A = 'kaaaaaaaaaaa'
const B = 'kbbbbbbbbbbb'
const spoiled = (script: LogScript) => [...spoiledExecutions(script.closed(), [definition, other])]

describe('a second attempt', () => {
  it('is due to a red row during which the IWF sent what belongs to no case', () => {
    assert.deepEqual(spoiled(row(log(), 'CAP-01', A, 403, { stray: true })), ['CAP-01'])
  })

  it('is not due to a green row', () => {
    assert.deepEqual(spoiled(row(log(), 'CAP-01', A, 200, { stray: true })), [])
  })

  it('is not due to a red row all of whose traffic was claimed, whatever came during another', () => {
    const script = row(log(), 'CAP-01', A, 403, { stray: false })
    assert.deepEqual(spoiled(script), [])
    assert.deepEqual(
      spoiled(row(row(log(), 'CAP-01', A, 403, { stray: false }), 'CAP-02', B, 200, { stray: true })),
      [],
    )
  })
})
