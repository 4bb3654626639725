import type { Primitive, SetUpPrimitive, SspDocument } from './document.ts'
import { sspNamespace } from './namespaces.ts'
import { writePrimitive } from './write-primitive.ts'
import { element, type XmlElement } from './xml/element.ts'
import { serialiseXml } from './xml/serialise.ts'

/** The octets of a document: UTF-8, canonical spelling, always well-formed, never a document type declaration. */
export const writeSsp = (document: SspDocument): Buffer => serialiseXml(sspElement(document))

/** The element tree of a document, for whoever wants to spoil it before writing. */
export function sspElement(document: SspDocument): XmlElement {
  const envelope =
    document.kind === 'set-up'
      ? transaction('SetupTransaction', document)
      : element(
          'Session',
          { sessionID: document.sessionId },
          document.transactions.map(each => transaction('Transaction', each)),
        )
  return element('WV-SSP-Message', { xmlns: sspNamespace }, [envelope])
}

interface AnyTransaction {
  readonly mode: string
  readonly transactionId: string
  readonly primitive: Primitive | SetUpPrimitive
}

const transaction = (name: string, { mode, transactionId, primitive }: AnyTransaction) =>
  element(name, { mode, transactionID: transactionId }, [writePrimitive(primitive)])
