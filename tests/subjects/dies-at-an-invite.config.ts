import { commandExample } from '../../docs/examples/command.config.ts'
import { defineHarness } from '../../engine/define-harness.ts'

const { subject } = commandExample.iwf
if (subject.kind !== 'command') throw new Error('the example shows a command')
const [node = '', ...program] = subject.command

/** The reference IWF, which dies at the INVITE that DIES_AT_INVITE counts to. */
export default defineHarness({
  ...commandExample,
  iwf: {
    ...commandExample.iwf,
    subject: { ...subject, command: [node, '--import', './tests/subjects/die-at-an-invite.js', ...program] },
  },
})
