import { SipStreamFramer } from '../../protocols/sip/stream-framer.ts'
import { invalidTortureTests, validTortureTests, type TortureTest } from '../../protocols/sip/vectors/rfc4475.ts'
import { invalidIpv6TortureTests, validIpv6TortureTests } from '../../protocols/sip/vectors/rfc5118.ts'

/** What becomes of a torture test: read as valid, or refused; `liberal` where its RFC lets a receiver be so kind. */
export interface Torture {
  readonly clause: string
  readonly octets: Buffer
  readonly kind: 'valid' | 'valid-response' | 'invalid' | 'invalid-but-liberal' | 'invalid-response'
  /** Codes that tell what is wrong; 400 unless there is a better one. */
  readonly refusals: readonly number[]
  /** Whether it is about its addresses, which are then not replaced. */
  readonly keepsAddresses: boolean
  readonly transport: 'udp' | 'tcp'
}

/** RFC 4475 §3.1.2.6 to §3.1.2.15: a receiver that understands what was meant may go on. */
const LIBERAL = new Set([
  'quotbal',
  'ltgtruri',
  'lwsruri',
  'lwsstart',
  'trws',
  'escruri',
  'baddate',
  'regbadct',
  'badaspec',
  'baddn',
])

const refusalsOf: Readonly<Record<string, readonly number[]>> = { badvers: [505], mismatch02: [501, 400] }

const isResponse = ({ octets }: TortureTest): boolean => octets.toString('latin1', 0, 4) === 'SIP/'

function kindOf(test: TortureTest, valid: boolean): Torture['kind'] {
  if (isResponse(test)) return valid ? 'valid-response' : 'invalid-response'
  if (valid) return 'valid'
  return LIBERAL.has(test.name) ? 'invalid-but-liberal' : 'invalid'
}

/**
 * Whether the octets are one message on a stream, which ends where its Content-Length says. What is cut off, has a wrong
 * length or goes on behind its end is a test of datagrams: on a stream the next message would be taken for a part of it.
 */
function isWholeOnStream({ octets }: TortureTest): boolean {
  const [frame] = new SipStreamFramer().push(octets)
  return frame?.kind === 'message' && frame.violations.length === 0 && frame.end === octets.length
}

interface Collection {
  readonly tests: readonly TortureTest[]
  readonly valid: boolean
  readonly keepsAddresses: boolean
}

const collections: readonly Collection[] = [
  { tests: validTortureTests, valid: true, keepsAddresses: false },
  { tests: invalidTortureTests, valid: false, keepsAddresses: false },
  { tests: validIpv6TortureTests, valid: true, keepsAddresses: true },
  { tests: invalidIpv6TortureTests, valid: false, keepsAddresses: true },
]

function* rowsOf({ tests, valid, keepsAddresses }: Collection): Generator<readonly [string, Torture]> {
  for (const test of tests) {
    const { name, clause, octets } = test
    const refusals = refusalsOf[name] ?? [400]
    const torture = { clause, octets, kind: kindOf(test, valid), refusals, keepsAddresses }
    yield [name, { ...torture, transport: 'udp' }]
    if (isWholeOnStream(test)) yield [`${name}-tcp`, { ...torture, transport: 'tcp' }]
  }
}

/** RFC 4475 §3.1.1 and §3.1.2 and RFC 5118 §4, by their names there, over UDP and, where that can be, over TCP. */
export const tortures: Readonly<Record<string, Torture>> = Object.fromEntries(
  collections.flatMap(collection => [...rowsOf(collection)]),
)

/** The rows that an implementation without UDP is spared. */
export const tortureNeeds: Readonly<Record<string, readonly ['ICS-23']>> = Object.fromEntries(
  Object.entries(tortures)
    .filter(([, { transport }]) => transport === 'udp')
    .map(([id]) => [id, ['ICS-23']]),
)
