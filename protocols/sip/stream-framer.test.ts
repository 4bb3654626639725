import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type SipFrame, SipStreamFramer } from './stream-framer.ts'
import { tortureTests } from './vectors/rfc4475.ts'
import { pagerFlow, sessionFlow } from './vectors/rfc-flows.ts'

const { invite, bye } = sessionFlow
const crlf = Buffer.from('\r\n')
const summary = (frames: readonly SipFrame[]) => frames.map(({ kind, start, end }) => [kind, start, end])
const rules = (frame: SipFrame | undefined) => frame?.violations.map(({ rule }) => rule)

function frameAll(octets: Buffer, cuts: readonly number[], limits = {}): SipFrame[] {
  const framer = new SipStreamFramer(limits)
  const ends = [...new Set([...cuts.map(cut => cut % (octets.length + 1)), octets.length])].sort((a, b) => a - b)
  return ends.flatMap((end, i) => framer.push(octets.subarray(i === 0 ? 0 : ends[i - 1], end)))
}

describe('SipStreamFramer', () => {
  it('divides messages that arrive in one segment and tells their offsets', () => {
    const frames = frameAll(Buffer.concat([invite, bye]), [])
    assert.deepEqual(summary(frames), [
      ['message', 0, invite.length],
      ['message', invite.length, invite.length + bye.length],
    ])
    assert.deepEqual(frames[1]?.octets, bye)
  })

  it('reports each CRLF between messages as a keep-alive', () => {
    const frames = frameAll(Buffer.concat([crlf, crlf, bye, crlf]), [])
    assert.deepEqual(
      frames.map(({ kind }) => kind),
      ['keep-alive', 'keep-alive', 'message', 'keep-alive'],
    )
  })

  it('holds an unfinished message and shows it', () => {
    const framer = new SipStreamFramer()
    assert.deepEqual(framer.push(invite.subarray(0, -1)), [])
    assert.deepEqual(framer.pending, invite.subarray(0, -1))
    assert.equal(framer.push(invite.subarray(-1)).length, 1)
    assert.equal(framer.pending.length, 0)
  })

  it('gives octets that later segments do not change', () => {
    const segment = Buffer.from(bye)
    const [frame] = new SipStreamFramer().push(segment)
    segment.fill(0)
    assert.deepEqual(frame?.octets, bye)
  })

  it('ends a message without Content-Length at its empty line and says so', () => {
    const octets = Buffer.from(bye.toString().replace('Content-Length: 0\r\n', ''))
    const frames = frameAll(Buffer.concat([octets, bye]), [])
    assert.deepEqual(rules(frames[0]), ['SIP-SYN-14'])
    assert.deepEqual(frames[1]?.octets, bye)
  })

  const withLength = (length: string) => Buffer.from(bye.toString().replace('Length: 0', `Length: ${length}`))
  for (const [what, octets, rule] of [
    ['a negative Content-Length', tortureTests.find(test => test.name === 'ncl')!.octets, 'SIP-SYN-11'],
    ['two Content-Lengths that differ', tortureTests.find(test => test.name === 'mcl01')!.octets, 'SIP-SYN-11'],
    ['a message beyond the limit', withLength('99999999999999999999'), 'SIP-SYN-50'],
    ['octets that are no SIP', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'SIP-SYN-50'],
    ['a head without end', Buffer.from(`OPTIONS sip:a@b SIP/2.0\r\n${'x'.repeat(2000)}`), 'SIP-SYN-50'],
    ['a line without end', Buffer.alloc(2000, 'x'), 'SIP-SYN-50'],
  ] as const)
    it(`gives up at ${what}, keeps the octets, and ignores the rest`, () => {
      const framer = new SipStreamFramer({ head: 1000 })
      const [frame, ...others] = framer.push(octets)
      assert.equal(frame?.kind, 'unframeable')
      assert.deepEqual(rules(frame), [rule])
      assert.deepEqual(frame.octets, octets.subarray(0, frame.end))
      assert.deepEqual([others.length, framer.broken, framer.push(bye).length], [0, true, 0])
    })

  it('gives the same frames however the stream is cut into segments', () => {
    const pieces = [invite, bye, crlf, pagerFlow.message, Buffer.from('GET / HTTP/1.1\r\n\r\n'), withLength('x')]
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map(chosen => Buffer.concat(chosen)),
        fc.array(fc.nat(4000), { maxLength: 12 }),
        fc.constantFrom({}, { head: 300 }, { message: 400 }),
        (octets, cuts, limits) => assert.deepEqual(frameAll(octets, cuts, limits), frameAll(octets, [], limits)),
      ),
      { numRuns: 150 },
    )
  })

  it('gives the same frames when the stream comes octet by octet', () => {
    const octets = Buffer.concat([crlf, invite, bye, crlf, crlf, pagerFlow.ok])
    assert.deepEqual(frameAll(octets, [...octets.keys()]), frameAll(octets, []))
  })

  it('never throws and never loses its place, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 }), chunks => {
        const framer = new SipStreamFramer({ head: 100, message: 200 })
        const frames = [Buffer.from('OPTIONS sip:a SIP/2.0\r\n'), ...chunks].flatMap(c => framer.push(Buffer.from(c)))
        frames.forEach((frame, i) => assert.equal(frame.start, frames[i - 1]?.end ?? 0))
      }),
      { numRuns: 200 },
    )
  })
})
