import { defineCase } from '../../engine/case.ts'
import { essence } from '../../protocols/media-type.ts'
import { attributesOf, isDirection, lineValue, originOf, type SdpDescription } from '../../protocols/sdp/description.ts'
import { parseMsrpUri } from '../../protocols/msrp/uri.ts'
import { messageMedia, sdpIn, takesBare } from '../../judge/readers/sdp.ts'
import { accepts, sipMark } from '../../judge/readers/sip.ts'
import type { Trace } from '../../judge/trace.ts'
import { check, every, need, prefer, should } from '../../judge/vocabulary/index.ts'

const offer = (trace: Trace) => need(sipMark(trace, 'invite'), 'INVITE')

/** Every answer, with its description and its MSRP line; without either it holds nothing. */
const answers = (what: string, trace: Trace, holds: (sdp: SdpDescription, media: Media) => boolean) =>
  every(what, accepts(trace), (_, response) => {
    const description = sdpIn(response)
    const media = messageMedia(response)
    return description !== undefined && media !== undefined && holds(description, media)
  })

type Media = NonNullable<ReturnType<typeof messageMedia>>

export default defineCase({
  id: 'MSR-01',
  title: 'answers with a valid description of one MSRP session',
  group: 'msrp',
  class: 'mandatory',
  purpose:
    'The answer is all that the client learns of the MSRP session: where to connect, under which path, and what to ' +
    'send. One field wrong and the two sides never meet.',
  when: [['ICS-01']],
  ambiguities: ['AMB-34'],
  catches: ['wrong-setup-answer', 'media-lines-dropped'],
  ladder: `
    alice              IWF            imps.example
      INVITE, offer -->|--- queries, answers --->|
      <-- 200, answer  |  m=message 2855 TCP/MSRP *, a=path, a=accept-types, a=setup`,
  given: 'P1',
  cast: make => ({ alice: make.simple({ name: 'alice' }), bob: make.imps({ name: 'bob' }) }),
  async script({ cast: { alice, bob }, mark }) {
    await mark('invite', alice.invite(bob)).accepted()
  },
  checks: [
    check('R-32', 'v, o, s and t are valid, and t is that of the offer [RFC 4566 §5, RFC 3264 §6]', trace => {
      const offered = sdpIn(offer(trace))
      return answers(
        'session lines',
        trace,
        sdp =>
          lineValue(sdp.lines, 'v') === '0' &&
          originOf(sdp) !== undefined &&
          (lineValue(sdp.lines, 's') ?? '') !== '' &&
          lineValue(sdp.lines, 't') === lineValue(need(offered, 'offer').lines, 't'),
      )
    }),
    check('R-32', 'one m=message line with the protocol of the offer and format * [RFC 4975 §8.1]', trace => {
      const offered = need(messageMedia(offer(trace)), 'offer')
      return answers(
        'm=message',
        trace,
        ({ media: lines }, { protocol }) =>
          lines.length === 1 &&
          lines[0]?.media === 'message' &&
          lines[0].formats.join(' ') === '*' &&
          protocol === offered.protocol,
      )
    }),
    check(
      'R-32',
      'a=path gives URIs of its protocol, each with a port and a session id, over tcp [RFC 4975 §6, §8.2]',
      trace =>
        every('a=path', accepts(trace), (_, response) => {
          const { lines = [], protocol } = sdpIn(response)?.media[0] ?? {}
          const scheme = protocol === 'TCP/TLS/MSRP' ? 'msrps' : 'msrp'
          const path = attributesOf(lines).filter(({ name }) => name === 'path')
          const uris = path[0]?.value?.split(' ') ?? []
          return (
            path.length === 1 &&
            uris.length > 0 &&
            uris
              .map(parseMsrpUri)
              .every(
                uri =>
                  uri?.scheme.toLowerCase() === scheme &&
                  uri.port !== undefined &&
                  (uri.sessionId ?? '') !== '' &&
                  uri.transport.toLowerCase() === 'tcp',
              )
          )
        }),
    ),
    check('R-32', 'm= and c= name the address of the path [RFC 4975 §8.1]', trace => {
      const same = answers(
        'host and port of the path',
        trace,
        // Of several URIs the last is the endpoint itself, and the others are relays.
        (_, { path, port, connection }) =>
          path.length > 0 &&
          path.at(-1)?.port === port &&
          path.at(-1)?.host.toLowerCase() === connection?.address.toLowerCase(),
      )
      const active = answers(
        'an active endpoint, and the host of the path',
        trace,
        (_, { path, setup, port, connection }) =>
          setup === 'active' && port > 0 && path.at(-1)?.host.toLowerCase() === connection?.address.toLowerCase(),
      )
      return prefer(same, active, 'the endpoint is active and its port is not that of its path')
    }),
    check('R-33', 'accept-types covers message/cpim [RFC 4975 §8.6, §13]', trace =>
      answers('message/cpim', trace, (_, media) => takesBare(media, 'message/cpim')),
    ),
    should('R-33', 'and has it first [RFC 4975 §13]', trace =>
      answers('message/cpim first', trace, (_, { acceptTypes: [first = ''] }) => essence(first) === 'message/cpim'),
    ),
    should('R-32', 'a=setup is there [RFC 6135 §4.2.2]', trace =>
      answers('a=setup', trace, (_, { setup }) => setup !== undefined),
    ),
    check('R-32', 'an active offer is answered passive, or as one without a=setup [RFC 4145 §4.1]', trace =>
      answers('passive', trace, (_, { setup }) => setup === 'passive' || setup === undefined),
    ),
    check('R-32', 'it gives one direction at most [RFC 3264 §6.1]', trace =>
      answers(
        'one direction',
        trace,
        sdp => (sdp.media[0]?.lines ?? []).filter(({ type, value }) => type === 'a' && isDirection(value)).length <= 1,
      ),
    ),
    // Any direction is a legal answer to both (RFC 3264 §6.1), but the messages of both users belong in the session.
    should('R-14', 'messages can go both ways, as offered [CR6.1]', trace =>
      answers('sendrecv', trace, (_, { direction }) => direction === 'sendrecv'),
    ),
  ],
})
