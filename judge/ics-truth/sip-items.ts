import { essence } from '../../protocols/media-type.ts'
import type { SipView } from '../../trace/decoded/sip.ts'
import type { Observed } from '../../trace/observed.ts'
import { requests, responses, sipFromIwf, sipFromPeer } from '../readers/sip.ts'
import { answeredRequests, hasOption, usesOfMethod } from './requests-answered.ts'
import { refused, works, type TruthItem } from './truth-item.ts'

/** Whether a request or 2xx of the implementation shows the OMA profile. */
const isOma = ({ message }: Observed<SipView>): boolean =>
  message.values('contact').some(value => /\+g\.oma\.sip-im(?![.\w-])/i.test(value)) ||
  /\bIM-(serv|client)\/OMA/.test(`${message.header('server') ?? ''} ${message.header('user-agent') ?? ''}`)

/** Whether an INVITE is for one large message only, which is ICS-22's. */
const isForLargeMessage = ({ message }: Observed<SipView>): boolean =>
  message.values('contact').some(value => value.toLowerCase().includes('+g.oma.sip-im.large-message'))

/** Features of the SIP side at large. */
export const sipItems: readonly TruthItem[] = [
  {
    item: 'ICS-02',
    feature: 'MESSAGE is accepted',
    uses: trace => usesOfMethod(answeredRequests(trace, 'MESSAGE'), 'MESSAGE', [405, 501]),
  },
  {
    item: 'ICS-11',
    feature: 'MESSAGE to a SIMPLE user without a session',
    declared: ics => ics['ICS-11'] !== 'SESSION',
    uses: trace =>
      requests(trace, 'MESSAGE')
        .filter(({ message }) => !message.inDialog && essence(message.innerType) !== 'message/imdn+xml')
        .map(message => works(message, 'MESSAGE to a SIMPLE user')),
  },
  {
    item: 'ICS-11',
    feature: 'INVITE to a SIMPLE user without a session',
    declared: ics => ics['ICS-11'] !== 'PAGER',
    uses: trace =>
      requests(trace, 'INVITE')
        .filter(invite => !invite.message.inDialog && !isForLargeMessage(invite))
        .map(message => works(message, 'INVITE to a SIMPLE user')),
  },
  {
    item: 'ICS-12',
    feature: 'OMA feature tags and products',
    uses: trace =>
      [
        ...requests(trace, 'INVITE'),
        ...responses(trace).filter(({ message: { status } }) => status >= 200 && status < 300),
      ].map(message =>
        isOma(message) ? works(message, 'a feature tag or product of OMA') : refused(message, 'nothing of OMA in it'),
      ),
  },
  {
    item: 'ICS-14',
    feature: 'recipient lists',
    uses: trace =>
      usesOfMethod(
        answeredRequests(trace, 'MESSAGE', 'INVITE').filter(
          ({ request }) =>
            hasOption(request, 'require', 'recipient-list-message') ||
            hasOption(request, 'require', 'recipient-list-invite'),
        ),
        'a request with a recipient list',
        [420, 501],
      ),
  },
  {
    item: 'ICS-23',
    feature: 'SIP over UDP',
    uses: trace => {
      const asked = sipFromPeer(trace).find(
        ({ message, transport }) => message.kind === 'request' && transport === 'udp',
      )
      const answer = sipFromIwf(trace).find(
        ({ message, transport }) => message.kind === 'response' && transport === 'udp',
      )
      if (answer) return [works(answer, 'a response over UDP')]
      return asked ? [refused(asked, 'no response over UDP')] : []
    },
  },
]
