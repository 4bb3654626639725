import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { create, type Pack, type WriteEntry } from 'tar'
import { filesOf } from '../manifest.ts'

/**
 * Writes the files of a run's folder as a `.tar.gz`, below a folder named `root`, whole or not at all. The same files
 * give the same octets on one version of zlib, and the same tar everywhere: by code point of the path, without owner,
 * time and permissions.
 */
export async function packBundle(folder: string, root: string, file: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    await pipeline(await packed(folder, root, { level: 9 }), createWriteStream(temporary, { flush: true }))
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** SHA-256 of the tar, not compressed, that {@link packBundle} would write. */
export async function tarDigest(folder: string, root: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of await packed(folder, root, false)) hash.update(chunk)
  return hash.digest('hex')
}

async function packed(folder: string, root: string, gzip: { level: number } | false): Promise<Pack> {
  const paths = await filesOf(folder)
  return create(
    {
      cwd: folder,
      prefix: root,
      portable: true,
      strict: true,
      mtime: new Date(0),
      gzip,
      filter: withoutLinks,
      onWriteEntry: withPlainMode,
    },
    // A name that begins with @ would be taken for that of an archive.
    paths.map(path => `./${path}`),
  )
}

/** A file that has a second name is written twice, not as a link. */
function withoutLinks(_path: string, stat: object): true {
  if ('nlink' in stat) stat.nlink = 1
  return true
}

/** Some files are for their owner only on disk; whoever has the bundle can read all of it. */
function withPlainMode(entry: WriteEntry): void {
  if (entry.stat) entry.stat.mode = 0o644
}
