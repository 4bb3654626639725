import { vectorsOfSip, vectorsOfWv } from '../../fixtures/mappings/address-shapes.ts'
import { toSipVectors, toWvVectors } from '../../fixtures/mappings/addresses.ts'
import type { SipView } from '../../trace/decoded/sip.ts'
import type { SspView } from '../../trace/decoded/ssp.ts'
import type { Observed } from '../../trace/observed.ts'
import { finalTo, opens, sipFromPeer } from '../readers/sip.ts'
import { answersOf, sspFromIwf } from '../readers/ssp.ts'
import type { Trace } from '../trace.ts'
import type { CoverageTable } from './coverage-table.ts'

/** The addresses of a SIP request that are mapped: of the one addressed, and of the sender. */
const sipAddresses = ({ message }: Observed<SipView>): readonly string[] =>
  [message.requestUri, message.address('p-asserted-identity'), message.address('from')].filter(
    address => address !== '',
  )

/** Those of a request of the IMPS side. */
const wvAddresses = ({ message }: Observed<SspView>): readonly string[] =>
  [message.sender, ...message.recipients, ...message.targets, message.requester].filter(address => address !== '')

const toWv: CoverageTable = {
  id: 'address-to-wv',
  clause: 'simple-iwf §8.4',
  title: 'SIP address to IMPS address',
  direction: 'simple-to-imps',
  rows: toWvVectors.map(({ sip, note }) => ({ id: sip, name: note })),
  exercisedIn: trace =>
    sipFromPeer(trace)
      .filter(({ message }) => message.kind === 'request' && ['INVITE', 'MESSAGE'].includes(message.method))
      .filter(
        request =>
          finalTo(trace, request) !== undefined ||
          sspFromIwf(trace).some(({ firstEvent }) => firstEvent > request.lastEvent),
      )
      .flatMap(request => sipAddresses(request).flatMap(vectorsOfSip)),
}

const toSip: CoverageTable = {
  id: 'address-to-sip',
  clause: 'simple-iwf §8.4',
  title: 'IMPS address to SIP address',
  direction: 'imps-to-simple',
  rows: toSipVectors.map(({ wv, note }) => ({ id: wv, name: note })),
  exercisedIn: (trace: Trace) =>
    trace.ssp
      .filter(({ from, message }) => from !== 'iwf' && message.kind === 'query')
      .filter(
        query =>
          answersOf(trace, query).length > 0 || opens(trace).some(({ firstEvent }) => firstEvent > query.lastEvent),
      )
      .flatMap(query => wvAddresses(query).flatMap(vectorsOfWv)),
}

/** `simple-iwf` §8.4. */
export const addressTables: readonly CoverageTable[] = [toWv, toSip]
