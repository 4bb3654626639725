import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'
import type { Verification } from '../cli/verify.ts'
import { filesOf } from '../reports/manifest.ts'
import type { Results } from '../reports/results.ts'
import { MsrpView } from '../trace/decoded/msrp.ts'
import { SipView } from '../trace/decoded/sip.ts'
import type { TraceEvent } from '../trace/events.ts'
import { loggedLength } from '../trace/logged-octets.ts'
import { messagesOf } from '../trace/messages.ts'
import { readTrace } from '../trace/reader.ts'
import { commandLineHere, only, runHere, temporaryFolder } from './run-harness.ts'

/** Users of every form, texts both ways in sessions and pager mode, wrapped and not, base64 and escaped, and a login. */
const CASES = ['CAP-02', 'CAP-04', 'MSR-08', 'PGR-01', 'RPT-01', 'SES-01', 'SES-02', 'SSP-02']

const keys = temporaryFolder()
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const key = join(keys, 'key.pem')
const pub = join(keys, 'pub.pem')
writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }))
writeFileSync(pub, publicKey.export({ type: 'spki', format: 'pem' }))

let folder = ''
let redacted = ''
let whole: Results
let left: Results

const logOf = (run: string): readonly TraceEvent[] => [...readTrace(join(run, 'traces', 'run.jsonl'))]
const resultsIn = (run: string) => JSON.parse(readFileSync(join(run, 'results.json'), 'utf8')) as Results
const seal = (...more: string[]) =>
  commandLineHere(['seal', folder, '--key', key, '--allow', 'partial,scaled', '--redact', ...more])

before(async () => {
  const ran = await runHere(only(CASES))
  assert.ok(ran.folder && ran.results, ran.stderr)
  folder = realpathSync(ran.folder)
  whole = ran.results
  const sealed = await seal()
  assert.equal(sealed.exitCode, 0, sealed.stderr)
  redacted = `${folder}-redacted`
  left = resultsIn(redacted)
})

/** What must not leave: users, what people said, secrets of the login; found without any help of what redacts. */
function canaries(): readonly string[] {
  const events = logOf(folder)
  const users = events.flatMap(event =>
    event.type === 'case.begin' ? Object.values(event.cast).flatMap(address => /:(.*)@/.exec(address)?.[1] ?? []) : [],
  )
  const said: string[] = []
  const secrets: string[] = []
  for (const { decoded, sighting } of messagesOf(events)) {
    const { view } = decoded
    if ((view instanceof SipView || view instanceof MsrpView) && view.innerType === 'text/plain')
      said.push(view.content.toString('latin1'))
    const text = sighting.octets.toString('latin1')
    for (const [, secret = ''] of text.matchAll(/<(?:SecretToken|PasswordDigest)[^>]*>([^<]+)</g)) secrets.push(secret)
  }
  const found = [...new Set([...users, ...said, ...secrets])].filter(value => value.length >= 8)
  assert.ok(users.length > 20 && said.length > 20 && secrets.length >= 4)
  return found
}

const percent = (octets: Buffer) => [...octets].map(octet => `%${octet.toString(16).padStart(2, '0')}`).join('')
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text in every form in which it might be written somewhere; in lower case, since some forms have both. */
function formsOf(text: string): readonly string[] {
  const octets = Buffer.from(text, 'latin1')
  const utf8 = octets.toString('utf8')
  // Base64 of the text alone, and within something that is one or two octets longer before it.
  const base64 = [0, 1, 2].map(before => {
    const encoded = Buffer.concat([Buffer.alloc(before), octets]).toString('base64')
    return encoded.slice(Math.ceil((before * 4) / 3), -4)
  })
  const forms = [
    text,
    JSON.stringify(utf8).slice(1, -1),
    utf8.replace(/[&<>"']/g, character => entities[character] ?? character),
    utf8.replace(/[&<>]/g, character => entities[character] ?? character),
    encodeURIComponent(utf8),
    percent(octets),
    octets.toString('hex'),
    ...base64,
  ]
  return [...new Set(forms.map(form => Buffer.from(form, 'latin1').toString('latin1').toLowerCase()))].filter(
    form => form.length >= 8,
  )
}

/** A file, and whatever in it was packed as base64. */
function readable(octets: Buffer): string {
  const text = octets.toString('latin1')
  const packed = [...text.matchAll(/[A-Za-z0-9+/]{80,}={0,2}/g)].flatMap(([base64]) => {
    const inside = Buffer.from(base64, 'base64')
    return [gunzipSync, inflateRawSync, inflateSync].flatMap(unpack => {
      try {
        return unpack(inside).toString('latin1')
      } catch {
        return []
      }
    })
  })
  return [text, ...packed].join('\n').toLowerCase()
}

describe('a redacted bundle', () => {
  it('holds no user, no text and no secret, in any file and in any form', async () => {
    const forms = canaries().flatMap(canary => formsOf(canary).map(form => [canary, form] as const))
    const files = await filesOf(redacted)
    for (const kind of [
      'results.json',
      'report.html',
      'junit.xml',
      'iwf.log',
      'traces/run.jsonl',
      'traces/SES-02.jsonl',
    ])
      assert.ok(files.includes(kind), kind)
    for (const file of files) {
      const text = readable(readFileSync(join(redacted, file)))
      for (const [canary, form] of forms) assert.ok(!text.includes(form), `${file} shows ${canary} as ${form}`)
    }
  })

  it('shows all of that when it is not redacted: the search can find', async () => {
    const seen = new Set<string>()
    const all = canaries()
    for (const file of await filesOf(folder)) {
      const text = readable(readFileSync(join(folder, file)))
      for (const canary of all) if (formsOf(canary).some(form => text.includes(form))) seen.add(canary)
    }
    assert.equal(seen.size, all.length)
  })

  it('has every event at its place, and an octet for every octet', () => {
    const before = logOf(folder)
    const after = logOf(redacted)
    assert.deepEqual(
      after.map(({ seq, t, type }) => [seq, t, type]),
      before.map(({ seq, t, type }) => [seq, t, type]),
    )
    for (const [index, event] of after.entries()) {
      const was = before[index]
      if (
        (event.type === 'octets' || event.type === 'datagram') &&
        (was?.type === 'octets' || was?.type === 'datagram')
      )
        assert.equal(loggedLength(event), loggedLength(was))
    }
  })

  it('is verified, every verdict judged again from what is left', async () => {
    const { exitCode, stdout } = await commandLineHere(['verify', `${redacted}.tar.gz`, '--pub', pub, '--json'])
    assert.deepEqual([exitCode, (JSON.parse(stdout) as Verification).findings], [0, []])
  })

  it('says the same of what needs nothing that was taken out, and says so of the rest', () => {
    const rowsIn = ({ cases }: Results) => new Map(cases.flatMap(({ rows }) => rows).map(row => [row.execution, row]))
    const before = rowsIn(whole)
    const count = { same: 0, unjudged: 0 }
    for (const [execution, row] of rowsIn(left))
      for (const [index, check] of row.checks.entries()) {
        const was = before.get(execution)?.checks[index]
        if (check.because === 'it needs octets that were redacted') {
          count.unjudged++
          assert.equal(check.outcome, 'unobservable')
          assert.ok(row.verdict === 'inconclusive' || row.verdict === 'fail')
        } else {
          count.same++
          assert.deepEqual([check.outcome, check.matched, check.evidence], [was?.outcome, was?.matched, was?.evidence])
        }
      }
    assert.ok(count.unjudged > 0 && count.same > count.unjudged, JSON.stringify(count))
    assert.equal(left.run.redacted, true)
    assert.equal(left.verdict === 'pass' || left.verdict === 'warn', false)
  })

  it('is the same with the same salt, and another with another', async () => {
    const log = join(redacted, 'traces', 'run.jsonl')
    const was = readFileSync(log)
    assert.equal(statSync(`${folder}.salt`).mode & 0o777, 0o600)
    await seal('--salt', `${folder}.salt`)
    assert.deepEqual(readFileSync(log), was)
    const other = join(keys, 'other.salt')
    writeFileSync(other, 'ab'.repeat(32))
    await seal('--salt', other)
    assert.notDeepEqual(readFileSync(log), was)
  })

  it('is not made of a redacted one, with a salt that is none, or with a salt for nothing', async () => {
    const again = await commandLineHere(['seal', redacted, '--key', key, '--allow', 'partial,scaled', '--redact'])
    assert.deepEqual([again.exitCode, /is redacted already/.test(again.stderr)], [4, true])
    const bad = await seal('--salt', key)
    assert.deepEqual([bad.exitCode, /is no salt: 64 hexadecimal digits/.test(bad.stderr)], [4, true])
    const useless = await commandLineHere(['seal', folder, '--key', key, '--salt', key])
    assert.deepEqual([useless.exitCode, /--salt is for redaction/.test(useless.stderr)], [4, true])
  })
})
