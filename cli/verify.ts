import { existsSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { KeyObject } from 'node:crypto'
import { ConfigurationError } from '../engine/configuration.ts'
import { tarDigest } from '../reports/sealing/bundle.ts'
import { checkSealedFolder, type EvidenceFinding } from '../reports/sealing/check-sealed-folder.ts'
import { EvidenceError } from '../reports/sealing/evidence-error.ts'
import { keyId, readVerifyingKey } from '../reports/sealing/keys.ts'
import { RESERVATION_WORDS, reservationsOf } from '../reports/sealing/statement.ts'
import { unpackBundle } from '../reports/sealing/unpack-bundle.ts'
import type { Results } from '../reports/results.ts'
import { parseCommandLine, type Command } from './command.ts'
import { EXIT } from './exit-codes.ts'
import { configOption } from './known-cases.ts'
import { rejudge } from './rejudge.ts'

const help = `usage: iwf-conformance verify BUNDLE --pub FILE [--json] [--config FILE]

Checks sealed evidence: a .tar.gz that \`seal\` wrote, or a run's folder. That is the signature; every file against the
manifest (changed, removed and added ones are named); results.json against its schema; and every verdict, which is
computed again from the traces. A bundle is unpacked to a temporary folder. No IWF, no network.

  --pub FILE     public key of whom you trust, PEM; never take it from the bundle's sender along with the bundle
  --json         prints the outcome as JSON
${configOption}

Examples:
  iwf-conformance verify evidence/20261122-141500-3f9a.tar.gz --pub pub.pem
  iwf-conformance verify evidence/latest --pub pub.pem --json

Exit codes: 0 all as it was sealed and every verdict confirmed, whatever it is; 1 something is not as it was sealed;
2 all as it was sealed, but another version of the harness made it and this one cannot confirm every verdict;
4 usage, or no such file or key.
`

/** What `verify --json` prints. */
export interface Verification {
  readonly outcome: 'verified' | 'not as sealed' | 'not confirmed'
  /** Of the key that was given. */
  readonly keyId: string
  /** What is not as it was sealed. */
  readonly findings: readonly EvidenceFinding[]
  /** Why verdicts could not be confirmed, though all is as it was sealed. */
  readonly notConfirmed: readonly string[]
  readonly run?: Results['run']
  readonly iwf?: Results['iwf']
  readonly harness?: Results['harness']
  readonly verdict?: Results['verdict']
  readonly totals?: Results['totals']
}

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'checks sealed evidence: signature, every file, every verdict',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine('verify', args, {
      pub: { type: 'string' },
      json: { type: 'boolean' },
      config: { type: 'string' },
    })
    const [evidence, ...more] = positionals
    if (evidence === undefined || more.length > 0)
      throw new ConfigurationError('usage', 'verify takes one bundle or folder: iwf-conformance verify RUN.tar.gz')
    if (values.pub === undefined)
      throw new ConfigurationError('usage', 'verify needs the public key of whom you trust: --pub FILE')
    if (!existsSync(evidence)) throw new ConfigurationError('no-such-run', `there is no ${evidence}`)
    const key = readVerifyingKey(values.pub)
    const verification = statSync(evidence).isDirectory()
      ? await verifyFolder(realpathSync(evidence), key, values.config)
      : await verifyBundle(evidence, key, values.config)
    if (values.json) terminal.out(`${JSON.stringify(verification, undefined, 2)}\n`)
    else {
      terminal.err(problemsIn(verification))
      terminal.out(conclusionOf(evidence, verification))
    }
    switch (verification.outcome) {
      case 'verified':
        return EXIT.passed
      case 'not as sealed':
        return EXIT.failed
      case 'not confirmed':
        return EXIT.inconclusive
    }
  },
}

async function verifyBundle(file: string, key: KeyObject, config: string | undefined): Promise<Verification> {
  const temporary = mkdtempSync(join(tmpdir(), 'iwf-conformance-verify-'))
  try {
    const { root, tarDigest: sealed } = await unpackBundle(file, temporary)
    const verification = await verifyFolder(temporary, key, config)
    const archive = { file: basename(file), what: 'is not the archive that sealing makes of these files' }
    const { run } = verification
    const same = (run === undefined || run.id === root) && (await tarDigest(temporary, root)) === sealed
    return same ? verification : asOutcome(key, { ...verification, findings: [archive, ...verification.findings] })
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    return asOutcome(key, { findings: [{ file: basename(file), what: error.message }], notConfirmed: [] })
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

async function verifyFolder(folder: string, key: KeyObject, config: string | undefined): Promise<Verification> {
  const { findings, results } = await checkSealedFolder(folder, key)
  if (!results) return asOutcome(key, { findings, notConfirmed: [] })
  const { run, iwf, harness, verdict, totals } = results
  const told = { run, iwf, harness, verdict, totals }
  const again = await rejudge(folder, results, config)
  if (again.notHere !== undefined) return asOutcome(key, { ...told, findings, notConfirmed: [again.notHere] })
  // Evidence of another harness, with its files as they were signed, may be judged otherwise by this one in all honesty.
  return again.anotherHarness !== undefined && findings.length === 0 && again.findings.length > 0
    ? asOutcome(key, { ...told, findings, notConfirmed: [again.anotherHarness, ...again.findings.map(inWords)] })
    : asOutcome(key, { ...told, findings: [...findings, ...again.findings], notConfirmed: [] })
}

function asOutcome(key: KeyObject, parts: Omit<Verification, 'outcome' | 'keyId'>): Verification {
  const outcome =
    parts.findings.length > 0 ? 'not as sealed' : parts.notConfirmed.length > 0 ? 'not confirmed' : 'verified'
  return { ...parts, outcome, keyId: keyId(key) }
}

const inWords = ({ file, what }: EvidenceFinding): string => `${file}: ${what}`

/** What is wrong, a line each; empty when nothing is. */
const problemsIn = ({ findings, notConfirmed }: Verification): string =>
  printable([...findings.map(inWords), ...notConfirmed].map(line => `${line}\n`).join(''))

function conclusionOf(evidence: string, { outcome, run, iwf, harness, verdict, ...rest }: Verification): string {
  if (outcome === 'not as sealed') return `${evidence} is NOT as it was sealed by ${rest.keyId}\n`
  if (!run || !iwf || !harness) return `${evidence}: its verdicts cannot be confirmed here\n`
  const marks = reservationsOf({ run }).map(one => `; ${RESERVATION_WORDS[one]}`)
  const about = `${iwf.name} ${iwf.version}, run ${run.id}, harness ${harness.version}: ${verdict ?? ''}${marks.join('')}\n`
  return printable(
    outcome === 'verified'
      ? `${about}verified: as it was sealed by ${rest.keyId}, every verdict computed again\n`
      : `${about}as it was sealed by ${rest.keyId}, but its verdicts are not confirmed here\n`,
  )
}

/** The evidence may be anybody's: nothing in it may move the cursor of who checks it. */
const printable = (text: string): string => text.replace(/[^\P{C}\n]/gu, '·')
