import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunOutcome } from '../../judge/outcome.ts'
import type { RunView } from '../../judge/run-view.ts'
import type { TraceEvent } from '../../trace/events.ts'
import { capture } from './capture.ts'
import { trafficByCase, type Traffic } from './case-traffic.ts'
import { citationsOf } from './citations.ts'
import type { CommentsOf, Packets } from './packet.ts'
import { LINK_TYPE, type LinkType } from './pcapng.ts'
import { rawIpPackets } from './raw-ip.ts'
import { upperPduPackets } from './upper-pdu.ts'

export const CAPTURES_FOLDER = 'captures'

/** `ip`: IP packets with headers made here. `pdu`: messages that name their dissector. `none`: no captures. */
export const CAPTURE_FORMS = ['ip', 'pdu', 'none'] as const

export type CaptureForm = (typeof CAPTURE_FORMS)[number]

/** A log and what judging it gave. */
export interface CapturedRun {
  readonly events: readonly TraceEvent[]
  readonly view: RunView
  readonly outcome: RunOutcome
}

interface Form {
  readonly linkType: LinkType
  /** What a reader of the packets must know. */
  readonly about: string
  packets(traffic: readonly Traffic[], commentsOf: CommentsOf, caseId: string): Packets
}

const FORMS: Readonly<Record<Exclude<CaptureForm, 'none'>, Form>> = {
  ip: {
    linkType: LINK_TYPE.rawIp,
    about:
      'Recorded at the sockets of the peers. Octets of UDP and TCP payload and times are those of the log; the headers ' +
      'below, handshakes and acknowledgements are made from it. What went over TLS is shown decrypted. A segment holds ' +
      'what one read or write held (at most what an IP packet can carry); one of MSRP ends with its message. Of a ' +
      'connection that several cases shared only the octets of this case are here, and sequence numbers count these.',
    packets: rawIpPackets,
  },
  pdu: {
    linkType: LINK_TYPE.upperPdu,
    about:
      'Recorded at the sockets of the peers. A packet is one message, at the time of its last octet, with the name of ' +
      'its dissector and the addresses of the log; what went over TLS is shown decrypted.',
    packets: upperPduPackets,
  },
}

/** The captures of a run by case id, for every case that ran. The same log gives the same octets. */
export function* capturesOf(
  { events, view, outcome }: CapturedRun,
  form: Exclude<CaptureForm, 'none'>,
): Generator<readonly [caseId: string, file: readonly Buffer[]]> {
  const citations = citationsOf(view, outcome)
  for (const [caseId, traffic] of trafficByCase(events, view)) {
    const { packets, notes } = FORMS[form].packets(traffic, citations.in(caseId), caseId)
    const { linkType, about } = FORMS[form]
    yield [caseId, capture({ packets, notes: [about, ...notes] }, { run: view.run, caseId, linkType })]
  }
}

/**
 * Writes `captures/<case>.pcapng` into the folder of a run for every case that ran, and nothing else stays there; with
 * the form `none` there are no captures then. Throws the system's error.
 */
export function writeCaptures(folder: string, run: CapturedRun, form: CaptureForm): void {
  const captures = join(folder, CAPTURES_FOLDER)
  rmSync(captures, { recursive: true, force: true })
  if (form === 'none') return
  mkdirSync(captures)
  for (const [caseId, file] of capturesOf(run, form))
    writeFileSync(join(captures, `${caseId}.pcapng`), Buffer.concat(file))
}
