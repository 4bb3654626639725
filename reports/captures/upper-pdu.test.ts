import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { viewRun } from '../../judge/run-view.ts'
import { LogScript, sipText } from '../../trace/log-script.ts'
import { trafficByCase } from './case-traffic.ts'
import { LONGEST_PACKET } from './pcapng.ts'
import { upperPduPackets } from './upper-pdu.ts'

const A = 'kaaaaaaaaaaa'

const packetsOf = (log: LogScript) => {
  const events = log.finish('A-01').closed()
  return upperPduPackets(trafficByCase(events, viewRun(events)).get('A-01') ?? [], () => ['cited'])
}

/** Values of the tags by their codes, and the octets behind them. */
function read(pdu: Buffer) {
  const tags = new Map<number, Buffer>()
  for (let at = 0; ;) {
    const [code, length] = [pdu.readUInt16BE(at), pdu.readUInt16BE(at + 2)]
    if (code === 0) return { tags, octets: pdu.subarray(at + 4) }
    tags.set(code, pdu.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
}

describe('the messages of a case', () => {
  it('name their dissector and their ends', () => {
    const log = new LogScript().begin('A-01', A)
    const invite = sipText('INVITE sip:bob@imps.example SIP/2.0', { token: A })
    log.at(3).sip('received', invite)
    const { packets, notes } = packetsOf(log)
    assert.deepEqual(notes, [])
    assert.deepEqual(
      packets.map(({ t, direction, comments }) => [t, direction, comments]),
      [[3e6, 'received', ['cited']]],
    )
    const { tags, octets } = read(Buffer.concat(packets[0]?.parts ?? []))
    assert.equal(octets.toString(), invite)
    assert.equal(tags.get(12)?.toString(), 'sip\0', 'padded to whole words')
    assert.deepEqual([...(tags.get(20) ?? [])], [127, 0, 0, 1])
    assert.deepEqual([...(tags.get(21) ?? [])], [127, 0, 0, 1])
    assert.deepEqual(
      [24, 25, 26].map(code => tags.get(code)?.readUInt32BE()),
      [3, 5060, 40_000],
      'UDP, from the IWF to the peer',
    )
  })

  it('are in one piece each, at the time of their last octets', () => {
    const log = new LogScript().begin('A-01', A)
    const invite = sipText('INVITE sip:bob@imps.example SIP/2.0', { token: A })
    log.at(1).stream('sip', 'c', 'sent', invite.slice(0, 40))
    log.at(2).stream('sip', 'c', 'sent', invite.slice(40) + invite)
    const { packets } = packetsOf(log)
    assert.deepEqual(
      packets.map(({ t, parts }) => [t, read(Buffer.concat(parts)).octets.toString()]),
      [
        [2e6, invite],
        [2e6, invite],
      ],
    )
  })

  it('are cut where no packet could hold them, and say so', () => {
    const body = 'x'.repeat(LONGEST_PACKET)
    const message = sipText('MESSAGE sip:bob@imps.example SIP/2.0', { token: A, cseq: '1 MESSAGE', body })
    const log = new LogScript().begin('A-01', A)
    log.stream('sip', 'c', 'sent', message)
    const { packets, notes } = packetsOf(log)
    const pdu = Buffer.concat(packets[0]?.parts ?? [])
    assert.equal(pdu.length, LONGEST_PACKET)
    const { octets } = read(pdu)
    assert.ok(message.startsWith(octets.toString()))
    assert.equal(packets[0]?.originalLength, LONGEST_PACKET - octets.length + message.length)
    assert.match(notes.join(), /only the beginning is here/)
  })
})
