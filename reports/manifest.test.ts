import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { ManifestError, manifestDifferences, readManifestOf, writeManifest } from './manifest.ts'

describe('manifest.json', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'manifest-'))
    await mkdir(join(folder, 'traces'))
    await writeFile(join(folder, 'traces', 'run.jsonl'), 'é\n')
    await writeFile(join(folder, 'results.json'), '{}')
    await writeFile(join(folder, 'empty'), '')
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('lists every file but itself by code point, with its size in octets and its SHA-256', async () => {
    await writeManifest(folder)
    const { files } = await writeManifest(folder)
    assert.deepEqual(
      files.map(file => [file.path, file.size]),
      [
        ['empty', 0],
        ['results.json', 2],
        ['traces/run.jsonl', 3],
      ],
    )
    assert.equal(files[1]?.sha256, createHash('sha256').update('{}').digest('hex'))
  })

  it('is met by a folder that nobody touched', async () => {
    await writeManifest(folder)
    assert.deepEqual(await manifestDifferences(folder), [])
  })

  it('tells what was changed, removed and added since', async () => {
    await writeManifest(folder)
    await writeFile(join(folder, 'results.json'), '[]')
    await rm(join(folder, 'empty'))
    await writeFile(join(folder, 'traces', 'more'), '')
    assert.deepEqual(await manifestDifferences(folder), [
      { path: 'empty', what: 'missing' },
      { path: 'results.json', what: 'changed' },
      { path: 'traces/more', what: 'added' },
    ])
  })

  it('tells of a size that it never had', async () => {
    const { files } = await writeManifest(folder)
    const lying = { schemaVersion: '1.0', files: files.map(file => ({ ...file, size: file.size + 1 })) }
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(lying))
    assert.deepEqual(
      (await manifestDifferences(folder)).map(({ what }) => what),
      ['changed', 'changed', 'changed'],
    )
  })

  it('opens nothing outside the folder, whatever it lists', async () => {
    const { files } = await writeManifest(folder)
    const outside = { path: '../../etc/hostname', size: 1, sha256: '' }
    await writeFile(join(folder, 'manifest.json'), JSON.stringify({ schemaVersion: '1.0', files: [...files, outside] }))
    assert.deepEqual(await manifestDifferences(folder), [{ path: '../../etc/hostname', what: 'missing' }])
  })

  it('leaves out the attestation, which is made after it', async () => {
    await writeManifest(folder)
    await writeFile(join(folder, 'attestation.intoto.json'), '{}')
    assert.deepEqual(await manifestDifferences(folder), [])
  })

  it('is said to be none when it is missing, no JSON, or something else', async () => {
    await assert.rejects(manifestDifferences(folder), /manifest\.json cannot be read/)
    for (const text of ['{', '[]', 'null', '{"schemaVersion":"1.0","files":[{"path":1}]}']) {
      await writeFile(join(folder, 'manifest.json'), text)
      await assert.rejects(manifestDifferences(folder), /manifest\.json is not/)
    }
  })

  it('refuses a link, whose target is not evidence of this run', async () => {
    await symlink('/etc/hostname', join(folder, 'traces', 'link'))
    await assert.rejects(readManifestOf(folder), (error: unknown) => {
      return error instanceof ManifestError && error.message.startsWith('traces/link is neither')
    })
  })
})
