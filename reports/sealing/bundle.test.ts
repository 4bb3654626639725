import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile, chmod, link } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Header } from 'tar'
import { packBundle, tarDigest } from './bundle.ts'
import { ordinaryLimits, unpackBundle } from './unpack-bundle.ts'

let folder = ''
let run = ''
let bundle = ''
let into = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'))
  run = join(folder, 'run')
  bundle = join(folder, 'run.tar.gz')
  into = join(folder, 'into')
  await mkdir(join(run, 'traces'), { recursive: true })
  await mkdir(into)
  await writeFile(join(run, 'traces', 'run.jsonl'), 'é\n'.repeat(1000))
  await writeFile(join(run, '@odd name'), 'x')
  await writeFile(join(run, 'empty'), '')
  await writeFile(join(run, `${'long'.repeat(50)}.txt`), 'long')
})
afterEach(() => rm(folder, { recursive: true }))

const filesIn = async (path: string) =>
  (await readdir(path, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile()).length

describe('a bundle', () => {
  it('gives back every file', async () => {
    await packBundle(run, 'r1', bundle)
    const { root, tarDigest: digest } = await unpackBundle(bundle, into)
    assert.equal(root, 'r1')
    assert.equal(await filesIn(into), 4)
    for (const name of ['traces/run.jsonl', '@odd name', 'empty', `${'long'.repeat(50)}.txt`])
      assert.deepEqual(await readFile(join(into, name)), await readFile(join(run, name)))
    assert.equal(await tarDigest(into, 'r1'), digest)
  })

  it('is the same whenever, by whomever and in whatever order its files were written', async () => {
    await packBundle(run, 'r1', bundle)
    const copy = join(folder, 'copy')
    await mkdir(join(copy, 'traces'), { recursive: true })
    for (const name of [`${'long'.repeat(50)}.txt`, 'empty', '@odd name', 'traces/run.jsonl']) {
      await writeFile(join(copy, name), await readFile(join(run, name)))
      await utimes(join(copy, name), 1, 1)
      await chmod(join(copy, name), 0o600)
    }
    await packBundle(copy, 'r1', join(folder, 'copy.tar.gz'))
    assert.deepEqual(await readFile(join(folder, 'copy.tar.gz')), await readFile(bundle))
  })

  it('holds a file with two names twice, and no links', async () => {
    await link(join(run, 'empty'), join(run, 'empty too'))
    await link(join(run, '@odd name'), join(run, 'odd too'))
    await packBundle(run, 'r1', bundle)
    await unpackBundle(bundle, into)
    assert.equal(await readFile(join(into, 'odd too'), 'utf8'), 'x')
  })

  it('leaves nothing behind when it cannot be written', async () => {
    await symlink('/etc/hostname', join(run, 'link'))
    await assert.rejects(packBundle(run, 'r1', bundle), /link is neither a file nor a folder/)
    assert.deepEqual(await readdir(folder), ['into', 'run'])
  })
})

/** An archive of the given entries, as an attacker would write one. */
function archive(
  entries: readonly {
    path: string
    type?: 'File' | 'SymbolicLink' | 'Link'
    linkpath?: string
    mode?: number
    text?: string
  }[],
) {
  const blocks = entries.flatMap(({ path, type = 'File', linkpath, mode = 0o644, text = '' }) => {
    const header = new Header({ path, type, mode, size: text.length, ...(linkpath === undefined ? {} : { linkpath }) })
    header.encode()
    const body = Buffer.alloc(Math.ceil(text.length / 512) * 512)
    body.write(text)
    return [header.block ?? Buffer.alloc(512), body]
  })
  return portable(gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]), { level: 9 }))
}

/** The system that gzip ran on, octet 9, as sealing writes it. */
function portable(gzip: Buffer): Buffer {
  gzip[9] = 0xff
  return gzip
}

describe('a bundle is refused', () => {
  const refused = async (octets: Buffer, message: RegExp, limits = ordinaryLimits) => {
    await writeFile(bundle, octets)
    await assert.rejects(unpackBundle(bundle, into, limits), (error: unknown) => {
      assert.ok(error instanceof Error)
      assert.match(error.message, message)
      return error.name === 'EvidenceError'
    })
    // Nothing but what was there before, and what may have been unpacked into the folder that was given.
    assert.deepEqual((await readdir(folder)).sort(), ['into', 'run', 'run.tar.gz'])
    assert.deepEqual((await readdir(join(folder, 'run'))).length, 4)
  }

  it('with a path that leads out of it', async () => {
    for (const path of ['r1/../../escaped', '../escaped', 'r1/a\\..\\b', 'r1//x', 'r1/./x'])
      await refused(archive([{ path, text: 'x' }]), /nothing that sealing writes|no whole bundle/)
  })

  it('with an absolute path', async () => {
    await refused(
      archive([{ path: join(folder, 'escaped'), text: 'x' }]),
      /nothing that sealing writes|no whole bundle/,
    )
  })

  it('with a link, also one to write through', async () => {
    const through = [
      { path: 'r1/out', type: 'SymbolicLink', linkpath: '../run' },
      { path: 'r1/out/escaped', text: 'x' },
    ] as const
    await refused(archive(through), /r1\/out, which is no file but of type SymbolicLink/)
    await refused(archive([{ path: 'r1/x', type: 'Link', linkpath: 'r1/y' }]), /of type Link/)
  })

  it('with a file twice, in two folders, beside the folder, or not readable', async () => {
    const twice = { path: 'r1/x', text: 'x' }
    await refused(archive([twice, twice]), /r1\/x twice/)
    await refused(archive([twice, { path: 'r2/x', text: 'x' }]), /r1\/ and r2\//)
    await refused(archive([{ path: 'x', text: 'x' }]), /the path "x"/)
    await refused(archive([{ path: 'r1/x', mode: 0 }]), /with permissions 0/)
  })

  it('that unpacks to far more than it is, before it fills the disk', async () => {
    const zeros = archive([{ path: 'r1/x', text: '0'.repeat(1 << 20) }])
    await refused(zeros, /unpacks to more than 100\d\d\d octets/, { ...ordinaryLimits, ratio: 1, always: 100_500 })
    assert.deepEqual(await readdir(into), [])
  })

  it('with more files than any run has', async () => {
    const many = archive(['a', 'b', 'c'].map(name => ({ path: `r1/${name}` })))
    await refused(many, /more than 2 files/, { ...ordinaryLimits, files: 2 })
  })

  it('that is empty, cut off, changed, continued or no archive', async () => {
    await packBundle(run, 'r1', bundle)
    const whole = await readFile(bundle)
    await refused(Buffer.alloc(0), /no whole bundle/)
    await refused(whole.subarray(0, whole.length >> 1), /no whole bundle/)
    await refused(Buffer.from('hello'), /no whole bundle/)
    await refused(portable(gzipSync(Buffer.alloc(1024), { level: 9 })), /no whole bundle|empty archive/)
    await refused(Buffer.concat([whole, whole]), /gzip frame|no whole bundle/)
    await refused(Buffer.concat([whole, Buffer.alloc(3)]), /gzip frame|no whole bundle/)
  })

  it('when an octet of its gzip header or trailer is another', async () => {
    await packBundle(run, 'r1', bundle)
    const whole = await readFile(bundle)
    const places = [...Array(10).keys(), ...Array.from({ length: 8 }, (_, back) => whole.length - 1 - back)]
    for (const at of places) {
      const changed = Buffer.from(whole)
      changed[at] = (changed[at] ?? 0) ^ 1
      await refused(changed, /gzip frame|no whole bundle/)
    }
  })

  it('with something hidden where readers of gzip do not look', async () => {
    await packBundle(run, 'r1', bundle)
    const whole = await readFile(bundle)
    const hidden = Buffer.from('hidden\0')
    const afterZero = Buffer.concat([whole, Buffer.alloc(1), hidden, whole.subarray(-8)])
    assert.deepEqual(gunzipSync(afterZero), gunzipSync(whole))
    await refused(afterZero, /gzip frame/)
    const FCOMMENT = 16
    const commented = Buffer.concat([whole.subarray(0, 10), hidden, whole.subarray(10)])
    commented[3] = FCOMMENT
    const afterEmptyMember = Buffer.concat([portable(gzipSync('', { level: 9 })), commented])
    assert.deepEqual(gunzipSync(afterEmptyMember), gunzipSync(whole))
    await refused(afterEmptyMember, /gzip frame/)
  })

  it('by its digest, when its tar says the same in other octets', async () => {
    await packBundle(run, 'r1', bundle)
    const { tarDigest: sealed } = await unpackBundle(bundle, into)
    const tar = gunzipSync(await readFile(bundle))
    await writeFile(bundle, portable(gzipSync(Buffer.concat([tar, Buffer.alloc(512)]), { level: 9 })))
    const other = join(folder, 'other')
    await mkdir(other)
    assert.notEqual((await unpackBundle(bundle, other)).tarDigest, sealed)
  })
})
