import { injections, type Injection } from '../../fixtures/content/injections.ts'

/** Where a text is put. */
export type Place =
  'display-name' | 'subject' | 'text-to-imps' | 'text-to-simple' | 'content-type' | 'status-description'

/** A text that tries to break out, where it is put. */
export interface Placed {
  readonly place: Place
  readonly injection: Injection
}

/** Where a text can be put at all: no line end fits into a SIP header field, and no NUL into XML. */
const fits: Readonly<Record<Place, (injection: Injection) => boolean>> = {
  'display-name': ({ text }) => !/[\r\n\0]/.test(text),
  subject: ({ text }) => !/[\r\n\0]/.test(text),
  'text-to-imps': () => true,
  'text-to-simple': () => true,
  'content-type': ({ id }) => id === 'sip-header' || id === 'bare-line-feed',
  'status-description': ({ text }) => !text.includes('\0'),
}

/** By the id of its row (ROB-04): each injection wherever it fits. */
export const placedInjections: Readonly<Record<string, Placed>> = Object.fromEntries(
  (Object.keys(fits) as Place[]).flatMap(place =>
    injections.filter(fits[place]).map(injection => [`${place}/${injection.id}`, { place, injection }] as const),
  ),
)
