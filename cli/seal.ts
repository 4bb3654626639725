import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { ConfigurationError } from '../engine/configuration.ts'
import { writeAtomically } from '../reports/atomic-file.ts'
import { packBundle } from '../reports/sealing/bundle.ts'
import { checkFiles } from '../reports/sealing/check-sealed-folder.ts'
import { claimedKeyId, sealEnvelope } from '../reports/sealing/dsse.ts'
import { keyId, readSigningKey } from '../reports/sealing/keys.ts'
import {
  RESERVATIONS,
  RESERVATION_WORDS,
  reservationsOf,
  STATEMENT_PAYLOAD_TYPE,
  statementOf,
  type Reservation,
} from '../reports/sealing/statement.ts'
import { ATTESTATION_FILE, MANIFEST_FILE } from '../reports/manifest.ts'
import type { Results } from '../reports/results.ts'
import { RESULTS_FILE } from '../reports/write-results.ts'
import { parseCommandLine, type Command, type Terminal } from './command.ts'
import { findRun } from './evidence.ts'
import { EXIT } from './exit-codes.ts'
import { configOption, knownCasesOfAnySubject } from './known-cases.ts'
import { redactedFolder, redactRun } from './redact-run.ts'
import { rejudge } from './rejudge.ts'

const help = `usage: iwf-conformance seal [RUN] --key FILE [--allow LIST] [--redact [--salt FILE]] [--out FILE] [--config FILE]

Signs the evidence of a run, so that any later change of any octet is found. RUN is a folder or the id of a run; default
evidence/latest. Before it signs, it does what \`verify\` does: every file as the manifest lists it, every verdict
recomputed from the traces. Then it writes

  <run>/${ATTESTATION_FILE}  an in-toto Statement (test-result) in a DSSE envelope, signed with Ed25519
  <run>.tar.gz                   the folder with it, to hand over; the same files give the same archive

  --key FILE     private key, PEM (PKCS #8)
  --allow LIST   seal although the run is ${RESERVATIONS.join(', ')}: those that hold, with commas between
  --redact       seals a copy, <run>-redacted, made from a recording without what people said, credentials, and user
                 parts of addresses. Pseudonyms of the same length stand for them, the same for the same value
  --salt FILE    what the pseudonyms are made with, 64 hexadecimal digits; default <run>.salt, made when there is none.
                 Keep it: with it, and only with it, a guess can be held against a pseudonym
  --out FILE     where the archive goes
${configOption}

Examples:
  openssl genpkey -algorithm ed25519 -out key.pem
  openssl pkey -in key.pem -pubout -out pub.pem
  iwf-conformance seal --key key.pem
  iwf-conformance seal 20261122-141500-3f9a --key key.pem --allow partial,scaled
  iwf-conformance seal --key key.pem --redact
  iwf-conformance verify evidence/20261122-141500-3f9a.tar.gz --pub pub.pem

Exit codes: 0 sealed, whatever the verdict; 4 not sealed: the run or the key is not fit for it.
`

export const sealCommand: Command = {
  name: 'seal',
  summary: 'signs the evidence of a run and packs it',
  help,
  async run(args, terminal) {
    const { values, positionals } = parseCommandLine('seal', args, {
      key: { type: 'string' },
      allow: { type: 'string' },
      out: { type: 'string' },
      redact: { type: 'boolean' },
      salt: { type: 'string' },
      config: { type: 'string' },
    })
    if (positionals.length > 1) throw new ConfigurationError('usage', 'seal takes one run')
    if (values.key === undefined)
      throw new ConfigurationError('usage', 'seal needs a key: --key FILE; see `iwf-conformance seal --help`')
    const allowed = reservationsIn(values.allow ?? '')
    if (values.salt !== undefined && !values.redact)
      throw new ConfigurationError('usage', '--salt is for redaction: give it together with --redact')
    const whole = realpathSync(findRun(positionals[0]))
    const key = readSigningKey(values.key)
    if (values.out !== undefined) refuseOut(values.out, whole, values.key)
    refuseOtherSignature(values.redact ? redactedFolder(whole) : whole, keyId(key))
    const wholeResults = await soundResults(whole, values.config)
    refuseReservations(whole, wholeResults, allowed)
    const folder = values.redact ? await redact(whole, values, terminal) : whole
    const results = values.redact ? await soundResults(folder, values.config) : wholeResults
    const reservations = reservationsOf(results)
    const statement = statementOf(results, readFileSync(join(folder, MANIFEST_FILE)))
    const envelope = sealEnvelope(STATEMENT_PAYLOAD_TYPE, Buffer.from(JSON.stringify(statement)), key)
    await writeAtomically(join(folder, ATTESTATION_FILE), envelope)
    const bundle = values.out === undefined ? `${folder}.tar.gz` : resolve(values.out)
    await packBundle(folder, results.run.id, bundle)
    const marked = reservations.length > 0 ? `, marked ${reservations.join(', ')}` : ''
    terminal.out(`sealed ${results.run.id} (${results.verdict}${marked}) with key ${keyId(key)}\nbundle: ${bundle}\n`)
    return EXIT.passed
  },
}

/**
 * Refuses a place for the archive where it would make the folder differ from what was sealed, destroy the key, or
 * cannot be written; before anything is signed. Throws {@link ConfigurationError} (`out-not-usable`).
 */
function refuseOut(out: string, folder: string, key: string): void {
  const refused = (why: string) => new ConfigurationError('out-not-usable', `--out ${out} ${why}`)
  const parent = dirname(resolve(out))
  if (!existsSync(parent)) throw refused(`cannot be written: there is no folder ${parent}`)
  const path = join(realpathSync(parent), basename(out))
  if (path.startsWith(`${folder}${sep}`)) throw refused(`is in the run's own folder, which would not verify then`)
  if (!existsSync(path)) return
  if (!statSync(path).isFile()) throw refused('is no file: name one')
  if (realpathSync(path) === realpathSync(key)) throw refused('is the key')
}

/**
 * A signature is replaced by one of the same key only: that of another would be lost. Throws {@link ConfigurationError}
 * (`sealed`) that names both.
 */
function refuseOtherSignature(folder: string, signing: string): void {
  const attestation = join(folder, ATTESTATION_FILE)
  if (!existsSync(attestation)) return
  const refused = (why: string) =>
    new ConfigurationError('sealed', `${folder} is not sealed with key ${signing}: ${why}, or move ${attestation} away`)
  if (!statSync(attestation).isFile()) throw refused(`${ATTESTATION_FILE} there is no file: restore it`)
  const signed = claimedKeyId(readFileSync(attestation))
  if (signed === undefined) throw refused(`${ATTESTATION_FILE} there is no signed statement: restore it`)
  if (signed !== signing) throw refused(`it is sealed with key ${signed} already: take that one`)
}

/** Throws {@link ConfigurationError} (`not-sealable`) when something holds of the run that was not said to be meant. */
function refuseReservations(folder: string, results: Results, allowed: readonly Reservation[]): void {
  const reservations = reservationsOf(results)
  const unallowed = reservations.filter(reservation => !allowed.includes(reservation))
  if (unallowed.length > 0)
    throw new ConfigurationError(
      'not-sealable',
      `${folder} is not sealed: ${unallowed.map(one => RESERVATION_WORDS[one]).join('; ')}. ` +
        `Run it whole and in real time, or say that this is meant: --allow ${reservations.join(',')}`,
    )
}

async function redact(
  folder: string,
  { salt, config }: { readonly salt?: string | undefined; readonly config?: string | undefined },
  terminal: Terminal,
): Promise<string> {
  const made = await redactRun(folder, await knownCasesOfAnySubject(config), salt)
  terminal.out(`redacted: ${made.folder}\nsalt, to be kept to yourself: ${made.salt}\n`)
  return made.folder
}

function reservationsIn(list: string): readonly Reservation[] {
  return list
    .split(',')
    .filter(word => word !== '')
    .map(word => {
      const known = RESERVATIONS.find(reservation => reservation === word)
      if (known === undefined)
        throw new ConfigurationError('usage', `--allow ${word}: one of ${RESERVATIONS.join(', ')}, please`)
      return known
    })
}

/** The results of a run that would verify. Throws {@link ConfigurationError} (`not-sealable`) that names what would not. */
async function soundResults(folder: string, config: string | undefined): Promise<Results> {
  const refused = (why: string) => new ConfigurationError('not-sealable', `${folder} is not sealed: ${why}`)
  if (!existsSync(join(folder, RESULTS_FILE)))
    throw refused(`it has no ${RESULTS_FILE}; the run was killed before it was judged`)
  const { findings, results } = await checkFiles(folder)
  const again = results ? await rejudge(folder, results, config) : undefined
  if (again?.notHere !== undefined) throw refused(again.notHere)
  const wrong = [...findings, ...(again?.findings ?? [])].map(({ file, what }) => `\n  ${file}: ${what}`)
  if (!results || wrong.length > 0)
    throw refused(
      `it would not verify:${wrong.join('')}${again?.anotherHarness ? `\n  (${again.anotherHarness})` : ''}`,
    )
  return results
}
