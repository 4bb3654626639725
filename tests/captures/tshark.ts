import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPackets } from '../../reports/captures/read-pcapng.ts'
import { temporaryFolder } from '../run-harness.ts'

/** `TShark (Wireshark) 4.0.17 …`, or undefined where it, or the `mergecap` that comes with it, is not installed. */
export function tsharkVersion(): string | undefined {
  const [tshark, mergecap] = ['tshark', 'mergecap'].map(program =>
    spawnSync(program, ['--version'], { encoding: 'utf8' }),
  )
  return mergecap?.status === 0 && tshark?.status === 0 ? tshark.stdout.split('\n')[0] : undefined
}

/** A frame as tshark dissects it. */
export interface Frame {
  readonly caseId: string
  /** Nanoseconds since 1970-01-01 UTC. */
  readonly at: bigint
  readonly protocols: string
  readonly info: string
  readonly malformed: boolean
  readonly badChecksum: boolean
  /** What TCP analysis finds odd, e.g. a retransmission. */
  readonly oddTcp: boolean
  readonly comments: string
  /** How many messages end in it. */
  readonly messages: Readonly<Record<Counted, number>>
}

export type Counted = 'sip' | 'msrp' | 'http' | 'ssp'

const FIELDS = {
  at: 'frame.time_epoch',
  protocols: 'frame.protocols',
  info: '_ws.col.Info',
  malformed: '_ws.malformed',
  checksums: '_ws.expert.message',
  oddTcp: 'tcp.analysis.flags',
  reused: 'tcp.analysis.reused_ports',
  comments: 'frame.comment',
  sipRequests: 'sip.Method',
  sipResponses: 'sip.Status-Code',
  msrpRequests: 'msrp.method',
  msrpResponses: 'msrp.status.code',
  httpRequests: 'http.request.method',
  httpResponses: 'http.response.code',
  contentTypes: 'http.content_type',
} as const

/** Between values of the same field. */
const UNIT = '\u001f'

/** Every frame of the captures in a folder, one after another. Throws when tshark fails. */
export function dissect(captures: string): readonly Frame[] {
  const files = readdirSync(captures).sort()
  const joined = join(temporaryFolder(), 'joined.pcapng')
  execFileSync('mergecap', ['-a', '-w', joined, ...files.map(file => join(captures, file))])
  const output = execFileSync(
    'tshark',
    [
      ...['-r', joined, '-n', '-o', 'ip.check_checksum:TRUE', '-o', 'tcp.check_checksum:TRUE'],
      ...['-o', 'udp.check_checksum:TRUE', '--enable-heuristic', 'xml_http'],
      ...['-T', 'fields', '-E', 'occurrence=a', '-E', `aggregator=${UNIT}`],
      ...Object.values(FIELDS).flatMap(field => ['-e', field]),
    ],
    { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const caseOfFrame = files.flatMap(file =>
    readPackets(readFileSync(join(captures, file))).map(() => file.replace('.pcapng', '')),
  )
  return output
    .split('\n')
    .slice(0, -1)
    .map((line, index) => frame(line, caseOfFrame[index] ?? ''))
}

function frame(line: string, caseId: string): Frame {
  const columns = line.split('\t')
  const read = Object.fromEntries(Object.keys(FIELDS).map((name, index) => [name, columns[index] ?? '']))
  const value = (name: keyof typeof FIELDS): string => read[name] ?? ''
  const count = (...names: (keyof typeof FIELDS)[]) =>
    names.reduce((sum, name) => sum + (value(name) === '' ? 0 : value(name).split(UNIT).length), 0)
  return {
    caseId,
    at: BigInt(value('at').replace('.', '')),
    protocols: value('protocols'),
    info: value('info'),
    malformed: value('malformed') !== '',
    badChecksum: /checksum/i.test(value('checksums')),
    oddTcp: value('oddTcp') !== '' && value('reused') === '',
    comments: value('comments'),
    messages: {
      sip: count('sipRequests', 'sipResponses'),
      msrp: count('msrpRequests', 'msrpResponses'),
      http: count('httpRequests', 'httpResponses'),
      ssp: value('contentTypes')
        .split(UNIT)
        .filter(type => type.includes('vnd.wv.ssp')).length,
    },
  }
}
