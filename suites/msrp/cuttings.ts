import { sizedText } from '../../fixtures/content/texts.ts'
import type { ByteRange } from '../../protocols/msrp/byte-range.ts'

const SIZE = 60_000
/** What a CPIM wrapper may add. */
const ENVELOPE = 1024

/** One chunk of a message that is cut. */
export interface Piece {
  /** Octets of the whole, from and to. */
  readonly part: readonly [number, number]
  readonly range?: Partial<ByteRange>
  /** Other octets than those of the whole. */
  readonly altered?: true
}

/** A way to cut a message. */
export interface Cutting {
  readonly pieces: (body: Buffer) => readonly Piece[]
  readonly text?: (label: string) => string
  /** Nothing on a single connection brings this about: to fail at it is a warning. */
  readonly artificial?: true
}

const cut = (body: Buffer, ...at: readonly number[]): readonly Piece[] =>
  [0, ...at].map((from, index) => ({ part: [from, at[index] ?? body.length] }))

const every2048 = (body: Buffer): readonly Piece[] =>
  cut(body, ...Array.from({ length: Math.ceil(body.length / 2048) - 1 }, (_, index) => (index + 1) * 2048))

const openEnded = (pieces: readonly Piece[]): readonly Piece[] =>
  pieces.map(piece => ({ ...piece, range: { end: '*' } }))

const manyOctetsEach = (label: string): string => `${label} ${'ü€😀'.repeat(300)}`

/** By the id of its row (MSR-06). */
export const cuttings: Readonly<Record<string, Cutting>> = {
  '2048-octet-chunks': { pieces: every2048 },
  'two-interruptible-chunks': { pieces: body => openEnded(cut(body, 30_000)) },
  'out-of-order': {
    pieces: body => openEnded(cut(body, 10_000, 20_000, 40_000)).toSorted((one, other) => order(one) - order(other)),
    artificial: true,
  },
  'overlap-of-the-same-octets': {
    pieces: ({ length }) => openEnded([{ part: [0, 30_000] }, { part: [20_000, length] }]),
  },
  'overlap-of-other-octets': {
    pieces: ({ length }) =>
      openEnded([{ part: [0, 30_000] }, { part: [20_000, 30_000], altered: true }, { part: [30_000, length] }]),
    artificial: true,
  },
  'unknown-total': { pieces: body => every2048(body).map(piece => ({ ...piece, range: { total: '*' } })) },
  'within-a-character': {
    text: manyOctetsEach,
    pieces: body => cut(body, body.indexOf('😀') + 2),
  },
  'within-the-wrapper': { text: manyOctetsEach, pieces: body => cut(body, 10, 25) },
}

/** The second quarter last, and the end before it. */
const order = ({ part: [from] }: Piece): number => [0, 40_000, 20_000, 10_000].indexOf(from)

/** The text that is cut: as long as the answer's max-size lets it be. */
export const textToCut = (cutting: Cutting, label: string, most: number | undefined): string =>
  cutting.text?.(label) ?? sizedText(Math.min(SIZE, (most ?? SIZE + ENVELOPE) - ENVELOPE), label)
