import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { before, describe, it } from 'node:test'
import type { Verification } from '../cli/verify.ts'
import { packBundle } from '../reports/sealing/bundle.ts'
import { checkSealedFolder } from '../reports/sealing/check-sealed-folder.ts'
import { loadCases } from '../engine/load-cases.ts'
import { reportRun } from '../cli/report-run.ts'
import { sealEnvelope } from '../reports/sealing/dsse.ts'
import { keyId } from '../reports/sealing/keys.ts'
import { STATEMENT_PAYLOAD_TYPE, statementOf } from '../reports/sealing/statement.ts'
import { filesOf, writeManifest } from '../reports/manifest.ts'
import type { Results } from '../reports/results.ts'
import { commandLineHere, only, runHere, temporaryFolder } from './run-harness.ts'

const ATTESTATION = 'attestation.intoto.json'
const keys = temporaryFolder()
const signer = generateKeyPairSync('ed25519')
const stranger = generateKeyPairSync('ed25519')
const keyFile = (name: string, key: KeyObject): string => {
  writeFileSync(join(keys, name), key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }))
  return join(keys, name)
}
const key = keyFile('key.pem', signer.privateKey)
const pub = keyFile('pub.pem', signer.publicKey)
const strangersKey = keyFile('strangers-key.pem', stranger.privateKey)
const strangersPub = keyFile('stranger.pem', stranger.publicKey)

let folder = ''
let bundle = ''
let results: Results

before(async () => {
  const ran = await runHere(only(['BLK-02', 'CAP-04']))
  assert.ok(ran.folder && ran.results, ran.stderr)
  folder = realpathSync(ran.folder)
  results = ran.results
  const sealed = await commandLineHere(['seal', folder, '--key', key, '--allow', 'partial,scaled'])
  assert.equal(sealed.exitCode, 0, sealed.stderr)
  bundle = `${folder}.tar.gz`
})

/** A copy of the sealed folder, to be tampered with. */
function copied(): string {
  const copy = temporaryFolder()
  cpSync(folder, copy, { recursive: true })
  return copy
}

async function verified(evidence: string, by = pub) {
  const { exitCode, stdout } = await commandLineHere(['verify', evidence, '--pub', by, '--json'])
  const { outcome, findings } = JSON.parse(stdout) as Verification
  return { exitCode, outcome, files: findings.map(({ file }) => file), findings }
}

/** Flips the lowest bit of an octet. */
function flip(path: string, at: (length: number) => number): void {
  const octets = readFileSync(path)
  const place = at(octets.length)
  octets[place] = (octets[place] ?? 0) ^ 1
  writeFileSync(path, octets)
}

/** What a dishonest owner of a key can do: make manifest and signature fit what he changed. */
async function resealed(copy: string, by: KeyObject): Promise<void> {
  await writeManifest(copy)
  const changed = JSON.parse(readFileSync(join(copy, 'results.json'), 'utf8')) as Results
  const statement = statementOf(changed, readFileSync(join(copy, 'manifest.json')))
  writeFileSync(
    join(copy, ATTESTATION),
    sealEnvelope(STATEMENT_PAYLOAD_TYPE, Buffer.from(JSON.stringify(statement)), by),
  )
}

/** Makes a passing case of the record an inconclusive one, with totals that agree. */
function editVerdict(copy: string): void {
  const path = join(copy, 'results.json')
  const record = JSON.parse(readFileSync(path, 'utf8')) as { totals: Record<string, number> } & Omit<Results, 'totals'>
  const cases = record.cases.map(one => (one.id === 'BLK-02' ? { ...one, verdict: 'inconclusive' } : one))
  const totals = { ...record.totals, pass: (record.totals['pass'] ?? 0) - 1, inconclusive: 1 }
  writeFileSync(path, JSON.stringify({ ...record, cases, totals, verdict: 'inconclusive' }, undefined, 2))
}

describe('sealed evidence', () => {
  it('verifies as a bundle and as a folder', async () => {
    for (const evidence of [bundle, folder])
      assert.deepEqual(await verified(evidence), { exitCode: 0, outcome: 'verified', files: [], findings: [] })
    const told = await commandLineHere(['verify', bundle, '--pub', pub])
    assert.equal(told.stderr, '')
    assert.match(
      told.stdout,
      /the run is partial.*time-scaled.*\nverified: as it was sealed by [0-9a-f]{64}, every verdict/,
    )
  })

  it('is the same whenever it is sealed', async () => {
    const was = readFileSync(bundle)
    const again = await commandLineHere(['seal', folder, '--key', key, '--allow', 'scaled,partial'])
    assert.equal(again.exitCode, 0, again.stderr)
    assert.deepEqual(readFileSync(bundle), was)
  })

  it('is found to be otherwise, and where, after any one octet of any one file was changed', async () => {
    const files = await filesOf(folder)
    for (const kind of ['results.json', 'report.html', 'junit.xml', 'iwf.log', 'manifest.json', ATTESTATION])
      assert.ok(files.includes(kind), kind)
    assert.ok(files.includes('traces/run.jsonl') && files.includes('traces/BLK-02.jsonl'))
    const copy = copied()
    for (const file of files)
      for (const at of [() => 0, (length: number) => length >> 1, (length: number) => length - 1]) {
        flip(join(copy, file), at)
        const { findings } = await checkSealedFolder(copy, signer.publicKey)
        assert.ok(
          findings.some(finding => finding.file === file),
          `${file} was changed, but found was ${JSON.stringify(findings)}`,
        )
        flip(join(copy, file), at)
      }
    assert.deepEqual((await checkSealedFolder(copy, signer.publicKey)).findings, [])
  })

  it('is found to be otherwise as a bundle, too, wherever an octet of the archive was changed', async () => {
    const octets = readFileSync(bundle)
    const changed = join(temporaryFolder(), 'changed.tar.gz')
    for (const share of [0, 0.1, 0.5, 0.9, 1]) {
      writeFileSync(changed, octets)
      flip(changed, length => Math.min(length - 1, Math.floor(length * share)))
      const { exitCode, outcome, files } = await verified(changed)
      assert.deepEqual([exitCode, outcome], [1, 'not as sealed'])
      assert.ok(files.length > 0)
    }
  })

  it('is found to lack what was removed', async () => {
    for (const file of ['junit.xml', 'traces/BLK-02.jsonl', 'results.json', 'manifest.json', ATTESTATION]) {
      const copy = copied()
      rmSync(join(copy, file))
      const { exitCode, files } = await verified(copy)
      assert.equal(exitCode, 1)
      assert.ok(files.includes(file), file)
    }
  })

  it('is found to have a folder in the place of a file', async () => {
    for (const file of ['results.json', 'manifest.json', ATTESTATION]) {
      const copy = copied()
      rmSync(join(copy, file))
      mkdirSync(join(copy, file))
      const { exitCode, files } = await verified(copy)
      assert.equal(exitCode, 1)
      assert.ok(files.includes(file), file)
    }
  })

  it('is found to hold what was added, a link among others', async () => {
    for (const file of ['more.txt', 'traces/CAP-99.jsonl', 'captures/x.pcapng']) {
      const copy = copied()
      mkdirSync(dirname(join(copy, file)), { recursive: true })
      writeFileSync(join(copy, file), '')
      const { exitCode, files } = await verified(copy)
      assert.deepEqual([exitCode, files], [1, [file]])
    }
    const copy = copied()
    symlinkSync('/etc/hostname', join(copy, 'link'))
    const { exitCode, findings } = await verified(copy)
    assert.equal(exitCode, 1)
    assert.match(JSON.stringify(findings), /link is neither a file nor a folder/)
  })

  it('is not believed under another key', async () => {
    const { exitCode, findings } = await verified(bundle, strangersPub)
    assert.equal(exitCode, 1)
    assert.deepEqual(
      findings.map(({ file }) => file),
      [ATTESTATION],
    )
    assert.match(findings[0]?.what ?? '', /not by the given key/)
  })
})

describe('an edited verdict', () => {
  it('is found in the record, in the manifest, and in what is signed', async () => {
    const copy = copied()
    editVerdict(copy)
    const plain = await verified(copy)
    assert.equal(plain.exitCode, 1)
    assert.ok(plain.files.includes('results.json'))
    assert.match(JSON.stringify(plain.findings), /BLK-02: recorded inconclusive, computed pass/)
    await writeManifest(copy)
    const listed = await verified(copy)
    assert.ok(listed.files.includes('manifest.json') && listed.files.includes(ATTESTATION))
  })

  it('is found when a stranger signed it', async () => {
    const copy = copied()
    editVerdict(copy)
    await resealed(copy, stranger.privateKey)
    const { exitCode, findings } = await verified(copy)
    assert.equal(exitCode, 1)
    assert.match(JSON.stringify(findings), /not by the given key/)
  })

  it('is found even when the owner of the key signed it, since the traces say otherwise', async () => {
    const copy = copied()
    editVerdict(copy)
    await resealed(copy, signer.privateKey)
    const { exitCode, files, findings } = await verified(copy)
    assert.equal(exitCode, 1)
    assert.deepEqual([...new Set(files)], ['results.json'])
    assert.match(JSON.stringify(findings), /BLK-02: recorded inconclusive, computed pass/)
  })

  it('is found in words as well: a purpose, a remark, an export of a case', async () => {
    const copy = copied()
    const path = join(copy, 'results.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"purpose": "/, '"purpose": "Not '))
    writeFileSync(join(copy, 'traces', 'BLK-02.jsonl'), '')
    await resealed(copy, signer.privateKey)
    const { exitCode, files, findings } = await verified(copy)
    assert.deepEqual([exitCode, files.toSorted()], [1, ['results.json', 'traces/BLK-02.jsonl']])
    assert.match(JSON.stringify(findings), /\/cases\/0\/purpose: recorded Not/)
  })

  it('of another harness is told apart: it cannot be confirmed here', async () => {
    const copy = copied()
    editVerdict(copy)
    const path = join(copy, 'results.json')
    const record = JSON.parse(readFileSync(path, 'utf8')) as Results
    writeFileSync(path, JSON.stringify({ ...record, harness: { version: '0.0.9', commit: 'f00' } }))
    await resealed(copy, signer.privateKey)
    const { exitCode, stderr, stdout } = await commandLineHere(['verify', copy, '--pub', pub])
    assert.equal(exitCode, 2)
    assert.match(stderr, /recorded by harness 0\.0\.9 \(f00\), this one is /)
    assert.match(stdout, /its verdicts are not confirmed here/)
  })
})

describe('sealing', () => {
  const seal = (run: string, ...more: string[]) => commandLineHere(['seal', run, '--key', key, ...more])

  it('is refused for a run that is partial or scaled, unless that is said to be meant', async () => {
    const { exitCode, stderr } = await seal(folder)
    assert.equal(exitCode, 4)
    assert.match(stderr, /the run is partial.*time-scaled.*--allow partial,scaled/)
    assert.equal((await seal(folder, '--allow', 'partial')).exitCode, 4)
    assert.match((await seal(folder, '--allow', 'everything')).stderr, /--allow everything: one of incomplete, partial/)
  })

  it('is refused for what would not verify, and writes nothing then', async () => {
    const copy = copied()
    rmSync(join(copy, ATTESTATION))
    flip(join(copy, 'junit.xml'), length => length >> 1)
    const { exitCode, stderr } = await seal(copy, '--allow', 'partial,scaled')
    assert.equal(exitCode, 4)
    assert.match(stderr, /would not verify:\n {2}junit\.xml: was changed/)
    assert.ok(!readdirSync(copy).includes(ATTESTATION))
  })

  it('is refused with another key than the one that it is sealed with, and keeps that signature', async () => {
    const copy = copied()
    const was = readFileSync(join(copy, ATTESTATION))
    const other = await commandLineHere(['seal', copy, '--key', strangersKey, '--allow', 'partial,scaled'])
    assert.equal(other.exitCode, 4)
    const [ours, theirs] = [keyId(signer.privateKey), keyId(stranger.privateKey)]
    assert.match(other.stderr, new RegExp(`not sealed with key ${theirs}: it is sealed with key ${ours} already`))
    assert.deepEqual(readFileSync(join(copy, ATTESTATION)), was)
    assert.ok(!existsSync(`${copy}.tar.gz`))

    const redacted = `${copy}-redacted`
    mkdirSync(redacted)
    writeFileSync(join(redacted, ATTESTATION), was)
    const copyOfCopy = await commandLineHere([
      'seal',
      copy,
      '--key',
      strangersKey,
      '--allow',
      'partial,scaled',
      '--redact',
    ])
    assert.equal(copyOfCopy.exitCode, 4)
    assert.match(copyOfCopy.stderr, new RegExp(`-redacted is not sealed with key ${theirs}.* key ${ours} already`))
    assert.deepEqual(readdirSync(redacted), [ATTESTATION])
    rmSync(redacted, { recursive: true })
  })

  it('is refused where something else is in the place of the signature', async () => {
    const copy = copied()
    writeFileSync(join(copy, ATTESTATION), '{}')
    const { exitCode, stderr } = await seal(copy, '--allow', 'partial,scaled')
    assert.deepEqual([exitCode, /is no signed statement: restore it, or move .* away/.test(stderr)], [4, true])
    assert.equal(readFileSync(join(copy, ATTESTATION), 'utf8'), '{}')
  })

  it('is refused without results or a key', async () => {
    const copy = copied()
    rmSync(join(copy, 'results.json'))
    assert.match((await seal(copy)).stderr, /has no results\.json/)
    const keyless = await commandLineHere(['seal', folder])
    assert.deepEqual([keyless.exitCode, /--key FILE/.test(keyless.stderr)], [4, true])
    assert.equal((await commandLineHere(['seal', folder, '--key', join(keys, 'none')])).exitCode, 4)
  })

  it('writes its archive neither into the folder that it seals, nor over the key, nor nowhere', async () => {
    const copy = copied()
    rmSync(join(copy, ATTESTATION))
    const octetsOfKey = readFileSync(key)
    for (const [out, message] of [
      [join(copy, 'run.tar.gz'), /is in the run's own folder/],
      [join(copy, 'results.json'), /is in the run's own folder/],
      [key, /is the key/],
      [copy, /is no file/],
      [join(copy, 'nowhere', 'run.tar.gz'), /there is no folder .*nowhere/],
    ] as const) {
      const { exitCode, stderr } = await seal(copy, '--allow', 'partial,scaled', '--out', out)
      assert.equal(exitCode, 4, stderr)
      assert.match(stderr, message)
    }
    assert.deepEqual(readFileSync(key), octetsOfKey)
    assert.ok(!readdirSync(copy).includes(ATTESTATION))
  })

  it('says what the statement marks, of an incomplete run as well', async () => {
    const copy = copied()
    const log = join(copy, 'traces', 'run.jsonl')
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
    assert.match(lines.at(-1) ?? '', /run\.end/)
    assert.equal(results.run.complete, true)
    writeFileSync(log, `${lines.slice(0, -1).join('\n')}\n`)
    await reportRun(copy, await loadCases([], process.cwd()))
    assert.match((await seal(copy, '--allow', 'partial,scaled')).stderr, /the run is incomplete/)
    const done = await seal(
      copy,
      '--allow',
      'incomplete,partial,scaled',
      '--out',
      join(temporaryFolder(), 'run.tar.gz'),
    )
    assert.match(done.stdout, /marked incomplete, partial, scaled/)
  })
})

it('a bundle made by hand of changed files is found to be none of ours', async () => {
  const copy = copied()
  flip(join(copy, 'iwf.log'), () => 0)
  const changed = join(temporaryFolder(), 'changed.tar.gz')
  await packBundle(copy, 'another-run', changed)
  const { exitCode, files } = await verified(changed)
  assert.equal(exitCode, 1)
  assert.deepEqual(files, ['changed.tar.gz', 'iwf.log'])
})
