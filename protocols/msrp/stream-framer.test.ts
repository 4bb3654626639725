import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { MsrpStreamFramer, type MsrpFrame } from './stream-framer.ts'

const message = (id: string, body: string) =>
  `MSRP ${id} SEND\r\nTo-Path: a\r\nContent-Type: text/plain\r\n\r\n${body}\r\n-------${id}$\r\n`

function cut(segments: readonly Buffer[], messageOctets = 100_000) {
  const framer = new MsrpStreamFramer({ messageOctets })
  const frames: MsrpFrame[] = []
  for (const segment of segments) frames.push(...framer.push(segment))
  return { frames, framer }
}

const shown = (frames: readonly MsrpFrame[]) =>
  frames.map(({ kind, octets, start, end }) => ({ kind, text: octets.toString('latin1'), start, end }))

describe('MsrpStreamFramer', () => {
  it('cuts two messages out of one segment and says where they lay', () => {
    const [one, two] = [message('abcd', 'Hi'), message('efgh', 'there')]
    const { frames } = cut([Buffer.from(one + two)])
    assert.deepEqual(shown(frames), [
      { kind: 'message', text: one, start: 0, end: one.length },
      { kind: 'message', text: two, start: one.length, end: one.length + two.length },
    ])
  })

  it('takes messages octet by octet', () => {
    const text = message('abcd', 'Hi') + message('efgh', '-------efgh\r\n-------efgh')
    const { frames } = cut([...Buffer.from(text)].map(octet => Buffer.of(octet)))
    assert.equal(frames.map(frame => frame.octets.toString()).join(''), text)
    assert.equal(frames.length, 2)
  })

  it('is not misled by look-alikes of the end-line, nor by a Content-Length', () => {
    const body = 'Content-Length: 3\r\n-------abcx$\r\n-------abcd%\r\n-------abcd$x\r\n-------abcd$\n'
    const text = message('abcd', body)
    assert.deepEqual(shown(cut([Buffer.from(text)]).frames), [{ kind: 'message', text, start: 0, end: text.length }])
  })

  it('knows all three flags', () => {
    const chunks = ['$', '+', '#'].map(flag => `MSRP abcd SEND\r\nTo-Path: a\r\n-------abcd${flag}\r\n`)
    assert.equal(cut([Buffer.from(chunks.join(''))]).frames.length, 3)
  })

  it('shows lines between messages as noise and goes on behind them', () => {
    const text = message('abcd', 'Hi')
    const { frames } = cut([Buffer.from(`\r\nGET / HTTP/1.1\r\n${text}`)])
    assert.deepEqual(
      frames.map(frame => frame.kind),
      ['noise', 'noise', 'message'],
    )
    assert.equal(frames[2]!.octets.toString(), text)
  })

  it('keeps what is not yet complete', () => {
    const { frames, framer } = cut([Buffer.from(message('abcd', 'Hi') + 'MSRP efgh SE')])
    assert.equal(frames.length, 1)
    assert.equal(framer.rest.octets.toString(), 'MSRP efgh SE')
    assert.equal(framer.rest.start, frames[0]!.end)
  })

  it('gives up on a message beyond the limit, keeping the frames before it', () => {
    const good = message('abcd', 'Hi')
    const { frames, framer } = cut([Buffer.from(good), Buffer.from(message('efgh', 'x'.repeat(500)))], 300)
    assert.equal(frames.length, 1)
    assert.deepEqual(framer.failure, { code: 'message-too-long', offset: good.length })
    assert.deepEqual(framer.push(Buffer.from(good)), [])
  })

  it('gives up on a start line without end', () => {
    const { framer } = cut([Buffer.from('MSRP ' + 'x'.repeat(2000))])
    assert.deepEqual(framer.failure, { code: 'start-line-too-long', offset: 0 })
  })

  it('finds the same frames however the stream is split', () => {
    const piece = fc.oneof(
      fc
        .tuple(
          fc.constantFrom('abcd', 'efgh'),
          fc.constantFrom('', 'Hi', '\r\n', '\r\n-------abcd', '\r\n-------efgh$\r\n'),
        )
        .map(([id, body]) => message(id, body)),
      fc.constantFrom('\r\n', 'MSRP \r\n', 'noise\r\n', 'MSRP abcd', '\r\n-------abcd$\r\n', 'x'.repeat(90)),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.array(fc.nat(400), { maxLength: 8 }), (pieces, places) => {
        const whole = Buffer.from(pieces.join(''))
        const at = [0, ...places.map(place => Math.min(place, whole.length)).sort((a, b) => a - b), whole.length]
        const split = at.slice(1).map((end, index) => whole.subarray(at[index], end))
        assert.deepEqual(shown(cut(split).frames), shown(cut([whole]).frames))
      }),
    )
  })

  it('covers every octet of any stream by frames and rest', () => {
    const octets = fc.array(fc.constantFrom('MSRP ', 'abcd', ' ', '\r\n', '-------', '$', 'x'), { maxLength: 60 })
    fc.assert(
      fc.property(octets, pieces => {
        const whole = Buffer.from(pieces.join(''))
        const { frames, framer } = cut([whole])
        let expected = 0
        for (const { octets: part, start, end } of frames) {
          assert.equal(start, expected)
          assert.ok(part.equals(whole.subarray(start, end)))
          expected = end
        }
        assert.equal(framer.rest.start, expected)
        assert.ok(framer.rest.octets.equals(whole.subarray(expected)))
      }),
    )
  })

  it('does work in proportion to the octets when an end-line is announced again and again', () => {
    const bait = '\r\n-------abcd'.repeat(50_000)
    const framer = new MsrpStreamFramer()
    framer.push(Buffer.from('MSRP abcd SEND\r\nTo-Path: a'))
    for (let at = 0; at < bait.length; at += 1000)
      assert.deepEqual(framer.push(Buffer.from(bait.slice(at, at + 1000))), [])
    assert.equal(framer.push(Buffer.from('\r\n-------abcd$\r\n')).length, 1)
  })
})
