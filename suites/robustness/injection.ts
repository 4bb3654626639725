import { isElement, localName, type XmlElement } from '../../protocols/ssp/xml/element.ts'
import { parseXml } from '../../protocols/ssp/xml/parse.ts'
import type { Messages } from '../../judge/trace.ts'

/** For checks: what an injection would have made of the messages of the implementation. */

const elementsOf = (root: XmlElement): readonly XmlElement[] => [
  root,
  ...root.children.filter(isElement).flatMap(elementsOf),
]

/** Documents with an element of the injector's. */
const withEvilElement = ({ http }: Pick<Messages, 'http'>) =>
  http.filter(({ from, message }) => {
    if (from !== 'iwf' || !message.ssp) return false
    const { root } = parseXml(message.body)
    return root !== undefined && elementsOf(root).some(element => /^evil$/i.test(localName(element)))
  })

/** SIP messages with a header field, a request line or a tag of the injector's. */
const withEvilField = ({ sip }: Pick<Messages, 'sip'>) =>
  sip.filter(
    ({ from, message }) =>
      from === 'iwf' &&
      (message.header('evil') !== undefined ||
        /evil/i.test(message.header('subject') ?? '') ||
        message.fromTag === 'evil' ||
        /evil@/.test(message.requestUri) ||
        (message.cpim?.message.headers ?? []).some(
          ({ name, value }) => /evil/i.test(name + value) && name !== 'DateTime',
        )),
  )

/** MSRP messages that an end-line of the injector's has made. */
const withEvilFrame = ({ msrp }: Pick<Messages, 'msrp'>) =>
  msrp.filter(
    ({ from, message }) => from === 'iwf' && (message.transactionId === 'evil' || message.header('Evil') !== undefined),
  )

/** Everything of the implementation in which an injection has come true. */
export const injected = (seen: Messages) => [...withEvilElement(seen), ...withEvilField(seen), ...withEvilFrame(seen)]
