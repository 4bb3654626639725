import { element } from '../ssp/xml/element.ts'
import { serialiseXml } from '../ssp/xml/serialise.ts'
import { isComposingNamespace, type IsComposing } from './document.ts'

/** Writes a composing indication as `application/im-iscomposing+xml` (RFC 3994 §6.1). */
export function buildIsComposing({ state, lastActive, contentType, refresh }: IsComposing): Buffer {
  const text = (name: string, value: string | undefined) =>
    value === undefined ? undefined : element(name, {}, [value])
  return serialiseXml(
    element('isComposing', { xmlns: isComposingNamespace }, [
      text('state', state),
      text('lastactive', lastActive),
      text('contenttype', contentType),
      text('refresh', refresh?.toString()),
    ]),
  )
}
