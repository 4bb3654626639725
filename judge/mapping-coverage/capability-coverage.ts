import { capabilityRows, type CapabilityFeature } from '../../fixtures/mappings/capability-rows.ts'
import { acceptsMediaType } from '../../protocols/media-type.ts'
import type { CapabilityList } from '../../protocols/ssp/capability-list.ts'
import { typesTaken } from '../readers/promise.ts'
import { messageMedia, promisedTypes } from '../readers/sdp.ts'
import { sipFromPeer } from '../readers/sip.ts'
import { answersTo } from '../readers/ssp.ts'
import type { Trace } from '../trace.ts'
import type { CoverageTable } from './coverage-table.ts'
import { decidedAfter } from './requests-seen.ts'

/** What an answer says of the addressed user's clients, and what the peer's offers accept. */
interface Told {
  readonly clients: readonly CapabilityList[]
  readonly offered: readonly string[]
}

const isEmpty = ({ contentTypes, anyContent }: CapabilityList): boolean =>
  contentTypes.length === 0 && anyContent !== true

const has: Readonly<Record<CapabilityFeature, (told: Told) => boolean>> = {
  text: ({ clients }) => typesTaken(clients).some(type => type.toLowerCase().startsWith('text/plain')),
  'rich-type': ({ clients }) => typesTaken(clients).some(type => !/^(text\/plain|\*)/i.test(type)),
  'any-content': ({ clients }) => clients.some(({ anyContent }) => anyContent === true),
  'length-limit': ({ clients }) =>
    clients.some(
      ({ textLength, pushLength, contentLength, contentTypes }) =>
        (textLength ?? pushLength ?? contentLength) !== undefined ||
        contentTypes.some(({ richLength }) => richLength !== undefined),
    ),
  charset: ({ clients }) => clients.some(({ charsets }) => charsets.length > 0),
  'offer-restricts': ({ clients, offered }) =>
    offered.length > 0 && typesTaken(clients).some(type => type !== '*' && !acceptsMediaType(offered, type)),
  'nothing-in-common': ({ clients, offered }) =>
    offered.length > 0 &&
    typesTaken(clients).length > 0 &&
    !typesTaken(clients).some(type => type === '*' || acceptsMediaType(offered, type)),
  empty: ({ clients }) => clients.length === 0 || clients.every(isEmpty),
  'several-clients': ({ clients }) => clients.length > 1,
}

function toldIn(trace: Trace): readonly Told[] {
  const offered = sipFromPeer(trace).flatMap(message => {
    const media = message.message.method === 'INVITE' ? messageMedia(message) : undefined
    return media ? promisedTypes(media) : []
  })
  return answersTo(trace, 'capability')
    .filter(answer => answer.message.status === 200 && decidedAfter(trace, answer))
    .map(({ message }) => ({
      clients: (message.answer?.clients ?? []).flatMap(({ capabilities }) => capabilities ?? []),
      offered,
    }))
}

/** `simple-iwf` §5.4. */
export const capabilityTable: CoverageTable = {
  id: 'capabilities',
  clause: 'simple-iwf §5.4',
  title: 'Capabilities to SDP',
  direction: 'simple-to-imps',
  rows: capabilityRows.map(({ feature, meaning }) => ({ id: feature, name: meaning })),
  exercisedIn: trace => {
    const told = toldIn(trace)
    return capabilityRows.filter(({ feature }) => told.some(has[feature])).map(({ feature }) => feature)
  },
}
