import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { abortingChunk, chunks, type Chunk } from './chunker.ts'
import { MessageReassembly, type ReassemblyState } from './reassembly.ts'
import { transactionIdFor } from './requests.ts'

const octets = (length: number) => Buffer.from(Array.from({ length }, (_, index) => index % 251))
const sizesOf = (list: readonly Chunk[]) => list.map(({ body }) => body.length)

describe('chunks (RFC 4975 §7.1.1)', () => {
  it('are one for a message of up to 2048 octets', () => {
    assert.deepEqual(
      [...chunks(octets(2048))].map(({ range, continuation }) => ({ range, continuation })),
      [{ range: { start: 1, end: 2048, total: 2048 }, continuation: '$' }],
    )
  })

  it('have 2048 octets each but the last', () => {
    const list = [...chunks(octets(5000))]
    assert.deepEqual(sizesOf(list), [2048, 2048, 904])
    assert.deepEqual(
      list.map(({ continuation }) => continuation),
      ['+', '+', '$'],
    )
    assert.deepEqual(list[1]?.range, { start: 2049, end: 4096, total: 5000 })
  })

  it('are interruptible when larger', () => {
    const list = [...chunks(octets(5000), { sizes: [4000] })]
    assert.deepEqual(
      list.map(({ range }) => range.end),
      ['*', 5000],
    )
  })

  it('refer to no content as 1-0/0', () => {
    assert.deepEqual([...chunks(octets(0))][0]?.range, { start: 1, end: 0, total: 0 })
  })

  it('take the sizes and the unknown total that a tester asks for', () => {
    const list = [...chunks(octets(10), { sizes: [1, 4], totalUnknown: true })]
    assert.deepEqual(sizesOf(list), [1, 4, 4, 1])
    assert.equal(list[0]?.range.total, '*')
    assert.throws(() => [...chunks(octets(10), { sizes: [0] })], { code: 'chunk-size' })
  })

  it('end an abandoned message behind what was sent of it', () => {
    const { range, continuation, body } = abortingChunk(2048, 5000)
    assert.deepEqual([range, continuation, body.length], [{ start: 2049, end: '*', total: 5000 }, '#', 0])
  })

  it('have a transaction id whose end-line is not in the body (§7.1)', () => {
    const draws = ['aaaa', 'bbbb', 'cccc']
    const body = Buffer.from('-------aaaa$ and -------bbbb')
    assert.equal(
      transactionIdFor(body, () => draws.shift() ?? ''),
      'cccc',
    )
  })
})

describe('reassembly (RFC 4975 §7.3.1)', () => {
  const put = (reassembly: MessageReassembly, list: readonly Chunk[]): ReassemblyState => {
    let state: ReassemblyState = { kind: 'incomplete' }
    for (const { range, body, continuation } of list) state = reassembly.add(range.start, body, continuation)
    return state
  }
  const chunk = (start: number, text: string, continuation: Chunk['continuation']): Chunk => ({
    range: { start, end: '*', total: '*' },
    body: Buffer.from(text),
    continuation,
  })
  const read = (...list: Chunk[]) => {
    const state = put(new MessageReassembly(), list)
    return state.kind === 'complete' ? state.body.toString() : state.kind
  }

  it('undoes any chunking in any order', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(fc.nat(300), sizes, fc.infiniteStream(fc.nat()), (length, each, order) => {
        const body = octets(length)
        const list = [...chunks(body, { sizes: each })]
        const shuffled = list
          .map(one => ({ one, place: order.next().value as number }))
          .sort((a, b) => a.place - b.place)
          .map(({ one }) => one)
        const state = put(new MessageReassembly(), shuffled)
        assert.ok(state.kind === 'complete')
        assert.ok(state.body.equals(body))
      }),
    )
  })

  it('agrees with writing into one buffer, however chunks overlap: the last one received wins', () => {
    const part = fc.tuple(fc.nat(50), fc.uint8Array({ maxLength: 30 }))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), parts => {
        const whole = Buffer.alloc(100)
        const reassembly = new MessageReassembly()
        assert.equal(reassembly.add(1, Buffer.alloc(99), '+').kind, 'incomplete')
        for (const [start, raw] of parts) {
          Buffer.from(raw).copy(whole, start)
          reassembly.add(start + 1, Buffer.from(raw), '+')
        }
        const state = reassembly.add(100, Buffer.of(7), '$')
        whole[99] = 7
        assert.ok(state.kind === 'complete' && state.body.equals(whole))
      }),
    )
  })

  it('agrees with a plain model of positions, gaps included', () => {
    const part = fc.tuple(fc.nat(60), fc.uint8Array({ maxLength: 20 }), fc.constantFrom('+' as const, '$' as const))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), parts => {
        const model = new Map<number, number>()
        let length = Infinity
        const reassembly = new MessageReassembly()
        for (const [start, raw, flag] of parts) {
          raw.forEach((octet, index) => model.set(start + index, octet))
          if (flag === '$') length = start + raw.length
          const state = reassembly.add(start + 1, Buffer.from(raw), flag)
          assert.equal(reassembly.octets, model.size)
          const known = Number.isFinite(length) ? Array.from({ length }, (_, at) => model.get(at)) : [undefined]
          const whole = known.every(octet => octet !== undefined)
          assert.equal(state.kind, whole ? 'complete' : 'incomplete')
          if (state.kind === 'complete') assert.deepEqual([...state.body], known)
        }
      }),
    )
  })

  it('lets the $ chunk fix the length by its octets, whatever was claimed', () => {
    assert.equal(read(chunk(1, 'abcd', '+'), chunk(5, 'ef', '$')), 'abcdef')
    assert.equal(read(chunk(5, 'ef', '$'), chunk(1, 'abcd', '+')), 'abcdef')
    assert.equal(read(chunk(1, 'abcdefgh', '+'), chunk(3, 'XY', '$')), 'abXY')
  })

  it('overwrites what overlaps', () => {
    assert.equal(read(chunk(1, 'abcd', '+'), chunk(3, 'XYZ', '+'), chunk(6, 'f', '$')), 'abXYZf')
    assert.equal(read(chunk(3, 'cdef', '+'), chunk(1, 'WXYZ', '+'), chunk(7, 'g', '$')), 'WXYZefg')
  })

  it('forgets an aborted message', () => {
    assert.equal(read(chunk(1, 'abcd', '+'), chunk(5, '', '#')), 'aborted')
  })

  it('takes memory for what is received, not for what is claimed', () => {
    const reassembly = new MessageReassembly()
    assert.equal(reassembly.add(999_999_999_999, Buffer.from('x'), '$').kind, 'incomplete')
    assert.equal(reassembly.octets, 1)
  })

  it('gives up beyond its limits of octets and of scattered pieces', () => {
    const limits = { octets: 10, pieces: 3 }
    assert.equal(put(new MessageReassembly(limits), [chunk(1, '0123456789a', '+')]).kind, 'too-large')
    const scattered = [1, 3, 5, 7].map(start => chunk(start, 'x', '+'))
    assert.equal(put(new MessageReassembly(limits), scattered).kind, 'too-large')
  })
})
