import { multipart } from '../../fixtures/content/documents.ts'
import { png } from '../../fixtures/content/png.ts'
import { buildCpim } from '../../protocols/cpim/build.ts'
import { serialiseCpim } from '../../protocols/cpim/serialise.ts'
import type { Content } from '../../simulators/simple/interface.ts'

/** Text within a container that every MSRP endpoint must know. */
export interface Contained {
  /** Content-Type of the SEND: what the answer must have signalled. */
  readonly container: 'multipart/mixed' | 'multipart/alternative' | 'message/cpim'
  readonly content: (text: string, from: string, to: string) => Content
  /** It demands what nobody knows: it must not be taken as if it were understood (RFC 3862 §3.5). */
  readonly unknownDemand?: true
}

const part = (type: string, text: string) => ({ type, octets: Buffer.from(text, 'utf8') })
const plain = (text: string) => part('text/plain;charset=UTF-8', text)

const cpim = (from: string, to: string, { type, octets }: Content): Content => ({
  type: 'message/cpim',
  octets: serialiseCpim(buildCpim({ from: { uri: from }, to: { uri: to }, contentType: type, content: octets })),
})

/** A wrapper with further header fields of its own. */
const cpimWith =
  (...fields: readonly string[]): Contained['content'] =>
  (text, from, to) =>
    part(
      'message/cpim',
      [`From: <${from}>`, `To: <${to}>`, ...fields, '', 'Content-Type: text/plain;charset=UTF-8', '', text].join(
        '\r\n',
      ),
    )

/** By the id of its row (MSR-13). */
export const containers: Readonly<Record<string, Contained>> = {
  'text-and-picture': {
    container: 'multipart/mixed',
    content: text => multipart('mixed', 'boundary42', [plain(text), { type: 'image/png', octets: png(250) }]),
  },
  'text-or-html': {
    container: 'multipart/alternative',
    content: text => multipart('alternative', 'boundary42', [plain(text), part('text/html', `<p>${text}</p>`)]),
  },
  'unknown-Require': {
    container: 'message/cpim',
    content: cpimWith('NS: Odd <urn:example:odd>', 'Require: Odd.NobodyKnows', 'Odd.NobodyKnows: yes'),
    unknownDemand: true,
  },
  'escapes-and-namespaces': {
    container: 'message/cpim',
    content: cpimWith(
      'NS: Odd <urn:example:odd>',
      'Odd.Colour: blue',
      'Subject:;lang=en \\u0041 \\u00fc \\n back\\\\slash',
      'DateTime: 2024-05-01T12:00:00Z',
    ),
  },
  'cpim-in-cpim': {
    container: 'message/cpim',
    content: (text, from, to) => cpim(from, to, cpim(from, to, plain(text))),
  },
}
