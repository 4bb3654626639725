import { LogScript } from '../../../trace/log-script.ts'
import { TOKEN, type RuleSamples } from './sample.ts'
import { IWF_CONTACT, sip } from './sip-conversation.ts'

const OTHER = 'kbbbbbbbbbbb'

const called = () =>
  sip()
    .asks('INVITE')
    .iwfAnswers(200, { Contact: `<${IWF_CONTACT}>` })

function lived(died: boolean): LogScript {
  const log = new LogScript()
  log.writer.iwf({ what: 'ready', text: '' })
  log.begin('A-01', TOKEN)
  if (died) log.writer.iwf({ what: 'exit', text: 'code 1' })
  return log
}

/** Two traces for each rule about the run as a whole. */
export const runSamples: RuleSamples = {
  'IWF-ALIVE': { right: () => lived(false), wrong: () => lived(true) },
  CROSSTALK: {
    right: () => called().log,
    wrong: () => {
      const conversation = called()
      conversation.log.begin('B-01', OTHER)
      return conversation.iwfAsks('MESSAGE', {}, { body: OTHER }).log
    },
  },
  'LATE-TRAFFIC': {
    right: () => {
      const conversation = called()
      conversation.log.finish('A-01')
      return conversation.iwfAnswers(200, { Contact: `<${IWF_CONTACT}>` }).log
    },
    wrong: () => {
      const conversation = called()
      conversation.log.finish('A-01')
      return conversation.iwfAsksWithin('BYE').log
    },
  },
}
