import type { RunEvent } from '../../trace/events.ts'
import type { Leg, Packets } from './packet.ts'
import { enhancedPacket, interfaceDescription, sectionHeader, type LinkType } from './pcapng.ts'

export interface CaptureOptions {
  readonly run: RunEvent
  readonly caseId: string
  readonly linkType: LinkType
}

/** A pcapng file, as buffers that follow each other: an interface for each leg, and the packets in their order. */
export function capture({ packets, notes }: Packets, { run, caseId, linkType }: CaptureOptions): readonly Buffer[] {
  const { id, harness, startedAt } = run
  const started = BigInt(Date.parse(startedAt)) * 1_000_000n
  const interfaces = new Map<string, { readonly number: number; readonly block: Buffer }>()
  const interfaceOf = (leg: Leg): number => {
    const name = `${leg.owner} ${leg.protocol}/${leg.transport}`
    let known = interfaces.get(name)
    if (!known) {
      const description = describe(leg)
      known = { number: interfaces.size, block: interfaceDescription({ linkType, name, description }) }
      interfaces.set(name, known)
    }
    return known.number
  }
  const blocks = packets.map(({ leg, t, direction, parts, originalLength, comments }) =>
    enhancedPacket({
      interface: interfaceOf(leg),
      at: started + BigInt(Math.round(t)),
      direction: direction === 'sent' ? 'outbound' : 'inbound',
      parts,
      ...(originalLength === undefined ? {} : { originalLength }),
      comments,
    }),
  )
  const section = sectionHeader({
    application: `iwf-conformance ${harness.version} (${harness.commit.slice(0, 7)})`,
    hardware: 'the sockets of the peers',
    comment: [`Run ${id}, case ${caseId}.`, ...notes].join('\n'),
  })
  return [section, ...[...interfaces.values()].map(({ block }) => block), ...blocks]
}

/** The names of legs that readers know. */
const PROTOCOLS: Readonly<Record<string, string>> = { sip: 'SIP', msrp: 'MSRP', http: 'SSP (HTTP)' }

const describe = ({ owner, protocol, transport }: Leg): string =>
  `${PROTOCOLS[protocol] ?? protocol} over ${transport.toUpperCase()}${transport === 'tls' ? ', shown decrypted' : ''}, ` +
  `at the socket of ${owner}`
