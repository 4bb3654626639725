import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { createInflateRaw } from 'node:zlib'
import { extract, type ReadEntry } from 'tar'
import { EvidenceError } from './evidence-error.ts'

/** How much a bundle may unpack to: enough for any run, not enough to fill a disk unseen. */
export interface UnpackLimits {
  /** Octets unpacked for each one packed. Logs are packed to a fifth or a thirtieth; deflate can do a thousandth. */
  readonly ratio: number
  /** Octets that any bundle may unpack to, however small it is. */
  readonly always: number
  readonly files: number
}

export const ordinaryLimits: UnpackLimits = { ratio: 100, always: 1 << 26, files: 200_000 }

export interface UnpackedBundle {
  /** Name of the one folder that all its files are below. */
  readonly root: string
  /** SHA-256 of the tar inside, not compressed. */
  readonly tarDigest: string
}

/** RFC 1952 §2.3: gzip by deflate, no name, no time, packed well, on an unknown system. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 0xff])
const GZIP_TRAILER_LENGTH = 8

/**
 * Unpacks a bundle into an empty folder: regular files only, all below one folder of the bundle, whose name is taken
 * off. Writes nothing outside `into`. Throws an {@link EvidenceError}: `bundle-unreadable` (also when its frame differs
 * from what sealing writes), `bundle-unsafe` (a link, a device, a path that leads elsewhere), `bundle-too-large`.
 */
export async function unpackBundle(
  file: string,
  into: string,
  limits: UnpackLimits = ordinaryLimits,
): Promise<UnpackedBundle> {
  const tarDigest = await readFrame(file, limits)
  const roots = new Set<string>()
  const paths = new Set<string>()
  const refused: string[] = []
  const accept = (path: string, entry: ReadEntry): boolean => {
    const why = refusal(path, entry) ?? (paths.has(path) ? `${path} twice` : undefined)
    if (why !== undefined) refused.push(why)
    paths.add(path)
    roots.add(path.split('/', 1)[0] ?? '')
    return refused.length === 0 && paths.size <= limits.files && roots.size === 1
  }
  try {
    await extract({
      file,
      cwd: into,
      strip: 1,
      strict: true,
      noMtime: true,
      filter: (path, entry) => accept(path, entry as ReadEntry),
    })
  } catch (error) {
    throw unreadable(file, error)
  }
  if (refused[0] !== undefined)
    throw new EvidenceError(
      'bundle-unsafe',
      `${file} holds ${refused[0]}: nothing that sealing writes; do not unpack it`,
    )
  if (paths.size > limits.files)
    throw new EvidenceError('bundle-too-large', `${file} holds more than ${limits.files} files; no run writes that`)
  const [root, another] = roots
  if (root === undefined) throw new EvidenceError('bundle-unreadable', `${file} is an empty archive`)
  if (another !== undefined)
    throw new EvidenceError('bundle-unsafe', `${file} holds ${root}/ and ${another}/, but a bundle is one folder`)
  return { root, tarDigest }
}

/** Why an entry is not what sealing writes. */
function refusal(path: string, { type, mode }: ReadEntry): string | undefined {
  if (type !== 'File') return `${path}, which is no file but of type ${type}`
  const parts = path.split('/')
  const leadsElsewhere = parts.some(part => part === '' || part === '.' || part === '..' || part.includes('\\'))
  if (leadsElsewhere || parts.length < 2) return `the path ${JSON.stringify(path)}`
  if (mode !== 0o644) return `${path} with permissions ${(mode ?? 0).toString(8)}`
  return undefined
}

/**
 * Reads the bundle through once: is it a gzip of one member and nothing else, how large is it, and what is in it? The
 * deflated octets are read alone, because a reader of gzip skips members that are empty and whatever follows a zero.
 * CRC-32 is checked when the archive is unpacked.
 */
async function readFrame(file: string, { ratio, always }: UnpackLimits): Promise<string> {
  const { size } = await stat(file)
  const deflatedLength = size - GZIP_HEADER.length - GZIP_TRAILER_LENGTH
  if (deflatedLength < 1) throw unreadable(file, new Error('unexpected end of file'))
  const { header, trailer } = await readEnds(file, size)
  const otherFrame = () =>
    new EvidenceError('bundle-unreadable', `${file}: its gzip frame is not the one that sealing writes`)
  if (!header.subarray(0, 2).equals(GZIP_HEADER.subarray(0, 2))) throw unreadable(file, new Error('no gzip'))
  if (!header.equals(GZIP_HEADER)) throw otherFrame()
  const allowed = Math.max(always, size * ratio)
  const hash = createHash('sha256')
  let unpacked = 0
  const deflated = createReadStream(file, { start: GZIP_HEADER.length, end: size - GZIP_TRAILER_LENGTH - 1 })
  const inflate = createInflateRaw()
  deflated.once('error', error => inflate.destroy(error))
  try {
    for await (const chunk of deflated.pipe(inflate) as AsyncIterable<Buffer>) {
      unpacked += chunk.length
      if (unpacked > allowed)
        throw new EvidenceError(
          'bundle-too-large',
          `${file} unpacks to more than ${allowed} octets from ${size}; no bundle of a run does, do not unpack it`,
        )
      hash.update(chunk)
    }
  } catch (error) {
    throw error instanceof EvidenceError ? error : unreadable(file, error)
  } finally {
    deflated.destroy()
  }
  // Something follows the deflated octets, or ISIZE (octets unpacked, modulo 2^32) is another.
  if (inflate.bytesWritten !== deflatedLength || trailer.readUInt32LE(4) !== unpacked % 2 ** 32) throw otherFrame()
  return hash.digest('hex')
}

async function readEnds(file: string, size: number): Promise<{ readonly header: Buffer; readonly trailer: Buffer }> {
  const header = Buffer.alloc(GZIP_HEADER.length)
  const trailer = Buffer.alloc(GZIP_TRAILER_LENGTH)
  const handle = await open(file)
  try {
    await handle.read(header, 0, header.length, 0)
    await handle.read(trailer, 0, trailer.length, size - trailer.length)
  } finally {
    await handle.close()
  }
  return { header, trailer }
}

function unreadable(file: string, error: unknown): EvidenceError {
  const why = error instanceof Error ? error.message : String(error)
  return new EvidenceError('bundle-unreadable', `${file} is no whole bundle: ${why}`, error)
}
