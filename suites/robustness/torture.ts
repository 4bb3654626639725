import { invalidTortureTests, validTortureTests, type TortureTest } from '../../protocols/sip/vectors/rfc4475.ts'

/** What becomes of a torture test: read as valid, or refused; `liberal` where RFC 4475 lets a receiver be so kind. */
export interface Torture {
  readonly clause: string
  readonly octets: Buffer
  readonly kind: 'valid' | 'valid-response' | 'invalid' | 'invalid-but-liberal' | 'invalid-response'
  /** Codes that tell what is wrong; 400 unless there is a better one. */
  readonly refusals: readonly number[]
}

/** §3.1.2.6 to §3.1.2.15: a receiver that understands what was meant may go on. */
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

const refusalsOf: Readonly<Record<string, readonly number[]>> = { badvers: [505], mismatch02: [501, 400], ncl: [400] }

const isResponse = ({ octets }: TortureTest): boolean => octets.toString('latin1', 0, 4) === 'SIP/'

function torture(test: TortureTest, valid: boolean): readonly [string, Torture] {
  const liberal = LIBERAL.has(test.name)
  const kind = valid
    ? isResponse(test)
      ? 'valid-response'
      : 'valid'
    : isResponse(test)
      ? 'invalid-response'
      : liberal
        ? 'invalid-but-liberal'
        : 'invalid'
  return [test.name, { clause: test.clause, octets: test.octets, kind, refusals: refusalsOf[test.name] ?? [400] }]
}

/** RFC 4475 §3.1.1 and §3.1.2, by their names there. */
export const tortures: Readonly<Record<string, Torture>> = Object.fromEntries([
  ...validTortureTests.map(test => torture(test, true)),
  ...invalidTortureTests.map(test => torture(test, false)),
])

/** Where a torture test is sent, and from where. */
export interface Adaptation {
  /** `host:port` to which responses come. */
  readonly sentBy: string
  /** Domain that the implementation serves. */
  readonly domain: string
  /** Occurs nowhere else. */
  readonly token: string
}

/**
 * The octets with what ties them to the addresses of the RFC replaced, and nothing else: the domain of the Request-URI,
 * the sent-by of the topmost Via, and the ids, which get a token, so that two of them are never taken for one.
 */
export function adapted(octets: Buffer, { sentBy, domain, token }: Adaptation): Buffer {
  const text = octets.toString('latin1')
  const end = text.indexOf('\r\n')
  const start = text.slice(0, end)
  const uri = start.startsWith('SIP/') ? start : start.replace(/@[^\s;?>:]+/, `@${domain}`)
  const rest = text
    .slice(end)
    .replace(
      /^((?:via|v)[ \t]*:\s*SIP\s*\/\s*[\d.]+\s*\/\s*[\w%-]+\s+)([^;,\s]+)/im,
      (_, before: string) => before + sentBy,
    )
    .replace(/(branch\s*=\s*[^;,\s]+)/i, `$1${token}`)
    .replace(/^((?:call-id|i)[ \t]*:\s*)(\S+)/im, `$1${token}$2`)
  return Buffer.from(uri + rest, 'latin1')
}
