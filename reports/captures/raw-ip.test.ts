import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { viewRun } from '../../judge/run-view.ts'
import { LogScript, sipText } from '../../trace/log-script.ts'
import { trafficByCase } from './case-traffic.ts'
import type { CommentsOf, Packets } from './packet.ts'
import { rawIpPackets } from './raw-ip.ts'
import { readIp } from './read-ip.ts'

const A = 'kaaaaaaaaaaa'
const B = 'kbbbbbbbbbbb'
const invite = (token: string) => sipText('INVITE sip:bob@imps.example SIP/2.0', { token })
const send = (token: string, id: string) =>
  `MSRP ${id} SEND\r\nTo-Path: msrp://127.0.0.1:2855/${token};tcp\r\nFrom-Path: msrp://127.0.0.1:9/a;tcp\r\n` +
  `Message-ID: ${id}\r\nByte-Range: 1-2/2\r\nContent-Type: text/plain\r\n\r\nhi\r\n-------${id}$\r\n`

/** The packets of the case A-01, cited as told. */
function packetsOf(log: LogScript, commentsOf: CommentsOf = () => []): Packets {
  const events = log.finish('A-01').closed()
  return rawIpPackets(trafficByCase(events, viewRun(events)).get('A-01') ?? [], commentsOf, 'A-01')
}

/** A line for each packet. */
const told = ({ packets }: Packets) =>
  packets.map(({ parts, direction, t }) => {
    const { protocol, fromPort, toPort, flags, payload } = readIp(Buffer.concat(parts))
    return `${t / 1e6} ${direction} ${protocol} ${fromPort}>${toPort} ${flags} ${payload.length}`.replace('  ', ' ')
  })

const payloads = ({ packets }: Packets) => packets.map(({ parts }) => readIp(Buffer.concat(parts)).payload)

describe('the packets of a case', () => {
  it('are its datagrams, at their times', () => {
    const log = new LogScript().begin('A-01', A)
    log.at(5).sip('sent', invite(A))
    log.at(7).sip('received', sipText('SIP/2.0 100 Trying', { token: A }))
    const packets = packetsOf(log)
    const [request, response] = payloads(packets)
    assert.equal(request?.toString(), invite(A))
    assert.deepEqual(told(packets), [
      `5 sent udp 40000>5060 ${request.length}`,
      `7 received udp 5060>40000 ${response?.length ?? 0}`,
    ])
  })

  it('are the pieces in which a stream came, with the beginning and the ends of its connection', () => {
    const log = new LogScript().begin('A-01', A)
    const octets = invite(A)
    log.at(1).tap('sip', 'c')
    log.at(2).stream('sip', 'c', 'sent', octets.slice(0, 100))
    log.at(3).stream('sip', 'c', 'sent', octets.slice(100))
    log.at(4).stream('sip', 'c', 'received', sipText('SIP/2.0 100 Trying', { token: A }))
    log.at(5).tap('sip', 'c').end('peer')
    log.at(6).tap('sip', 'c').end('self')
    const packets = packetsOf(log)
    const answer = payloads(packets)[5]?.length ?? 0
    assert.deepEqual(told(packets), [
      '1 sent tcp 40000>5060 SYN 0',
      '1 received tcp 5060>40000 SYN ACK 0',
      '1 sent tcp 40000>5060 ACK 0',
      '2 sent tcp 40000>5060 PSH ACK 100',
      `3 sent tcp 40000>5060 PSH ACK ${octets.length - 100}`,
      `4 received tcp 5060>40000 PSH ACK ${answer}`,
      '5 received tcp 5060>40000 FIN ACK 0',
      '5 sent tcp 40000>5060 ACK 0',
      '6 sent tcp 40000>5060 FIN ACK 0',
      '6 received tcp 5060>40000 ACK 0',
    ])
  })

  it('show who accepted a connection, and who aborted it', () => {
    const log = new LogScript().begin('A-01', A)
    log.stream('sip', 'in', 'received', invite(A), 'accepted')
    log.tap('sip', 'in').reset('ECONNRESET')
    log.stream('sip', 'out', 'sent', invite(A))
    log.tap('sip', 'out').reset('SELF')
    const packets = packetsOf(log)
    const flagged = told(packets).filter(line => /SYN 0|RST/.test(line))
    assert.deepEqual(flagged, [
      '0 received tcp 5060>40000 SYN 0',
      '0 received tcp 5060>40000 RST ACK 0',
      '0 sent tcp 40000>5060 SYN 0',
      '0 sent tcp 40000>5060 RST ACK 0',
    ])
    assert.deepEqual(
      packets.packets.flatMap(({ comments }) => comments),
      ['the connection ended with ECONNRESET'],
    )
  })

  it('leave out what other cases said on a shared connection, in the same chunk as well', () => {
    const log = new LogScript().begin('A-01', A).begin('B-01', B)
    log.stream('sip', 'c', 'sent', invite(B) + invite(A).slice(0, 50))
    log.stream('sip', 'c', 'sent', invite(A).slice(50) + invite(B))
    log.finish('B-01')
    const pieces = payloads(packetsOf(log)).slice(3)
    assert.deepEqual(
      pieces.map(piece => piece.toString()),
      [invite(A).slice(0, 50), invite(A).slice(50)],
    )
  })

  it('hold a message of any length: segments no longer than IP allows', () => {
    const body = 'x'.repeat(300_000)
    const octets = sipText('MESSAGE sip:bob@imps.example SIP/2.0', { token: A, cseq: '1 MESSAGE', body })
    const log = new LogScript().begin('A-01', A)
    log.stream('sip', 'c', 'sent', octets)
    const packets = packetsOf(log, () => ['cited'])
    const pieces = payloads(packets).slice(3)
    assert.equal(pieces.length, 5)
    assert.ok(Buffer.concat(pieces).equals(Buffer.from(octets)))
    assert.deepEqual(
      packets.packets.map(({ comments }) => comments.length),
      [0, 0, 0, 0, 0, 0, 0, 1],
      'the comment is where the message is complete',
    )
  })

  it('end with each MSRP message, since dissectors look for one in a segment; SIP stays as it came', () => {
    const log = new LogScript().begin('A-01', A)
    log.stream('msrp', 'c', 'sent', send(A, 'aaaa') + send(A, 'bbbb') + 'MSRP cccc SEND\r\n')
    log.stream('sip', 'c', 'sent', invite(A) + invite(A))
    const packets = packetsOf(log, ({ sighting }) => [sighting.octets.toString().slice(0, 9)])
    const withOctets = packets.packets.filter((_, index) => (payloads(packets)[index]?.length ?? 0) > 0)
    assert.deepEqual(
      withOctets.map(({ comments }) => comments),
      [['MSRP aaaa'], ['MSRP bbbb'], ['MSRP cccc'], ['INVITE si', 'INVITE si']],
    )
  })

  it('say of TLS what the handshake showed, and of a refused connection why', () => {
    const log = new LogScript().begin('A-01', A)
    const remote = { host: '::1', port: 41_000 }
    const facts = { owner: 'simple', protocol: 'sip', transport: 'tls', role: 'opened', remote } as const
    const tls = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', trusted: true }
    const tap = log.writer.open({ ...facts, local: { host: '::1', port: 40_000 }, tls })
    tap.octets('sent', Buffer.from(invite(A)))
    log.writer.refused(facts, 'ECONNREFUSED')
    const packets = packetsOf(log)
    const comments = packets.packets.map(each => each.comments.join())
    assert.match(comments[0] ?? '', /^TLSv1\.3, TLS_AES_256_GCM_SHA384; .* no certificate; .* decrypted$/)
    assert.match(comments[4] ?? '', /^a connection over tls failed while the case ran: ECONNREFUSED;/)
    assert.deepEqual(told(packets).slice(4), ['0 sent tcp 0>41000 SYN 0', '0 received tcp 41000>0 RST ACK 0'])
  })
})

describe('the ports of a capture', () => {
  const opened = (port: number, protocol: 'sip' | 'msrp' | 'http', octets: string): Packets => {
    const log = new LogScript().begin('A-01', A)
    const ends = { local: { host: '127.0.0.1', port: 40_000 }, remote: { host: '127.0.0.1', port } }
    const tap = log.writer.open({ owner: 'simple', protocol, transport: 'tcp', role: 'opened', ...ends })
    tap.octets('sent', Buffer.from(octets))
    return packetsOf(log)
  }

  it('are those of the log', () => {
    const packets = opened(41_000, 'sip', invite(A))
    assert.match(told(packets)[0] ?? '', /40000>41000/)
    assert.deepEqual(packets.notes, [])
  })

  it('are well-known ones where readers would take a port for that of another protocol', () => {
    for (const [port, protocol, octets, shown] of [
      [5061, 'sip', invite(A), 5060],
      [5060, 'msrp', send(A, 'aaaa'), 2855],
      [443, 'http', `POST /${A} HTTP/1.1\r\nContent-Length: 0\r\n\r\n`, 80],
    ] as const) {
      const packets = opened(port, protocol, octets)
      assert.match(told(packets)[0] ?? '', new RegExp(`40000>${shown} SYN`))
      assert.deepEqual(packets.notes, [
        `Port ${port} of 127.0.0.1 (TCP) is shown as ${shown}: readers take port ${port} for that of another protocol.`,
      ])
    }
  })

  it('are well-known ones where a stream does not tell by its first octets what it is', () => {
    const log = new LogScript().begin('A-01', A)
    const ends = { local: { host: '127.0.0.1', port: 40_000 }, remote: { host: '127.0.0.1', port: 41_000 } }
    const tap = log.writer.open({ owner: 'simple', protocol: 'sip', transport: 'tcp', role: 'opened', ...ends })
    for (const character of invite(A)) tap.octets('sent', Buffer.from(character))
    const packets = packetsOf(log)
    assert.match(told(packets)[0] ?? '', /40000>5060 SYN/)
    assert.match(packets.notes[0] ?? '', /^Port 41000 of 127\.0\.0\.1 \(TCP\) is shown as 5060: /)
  })

  it('go with addresses for documentation where the log has a name', () => {
    const log = new LogScript().begin('A-01', A)
    const ends = { local: { host: '10.1.2.3', port: 40_000 }, remote: { host: 'iwf.lab', port: 41_000 } }
    const tap = log.writer.open({ owner: 'simple', protocol: 'sip', transport: 'tcp', role: 'opened', ...ends })
    tap.octets('sent', Buffer.from(invite(A)))
    const packets = packetsOf(log)
    const [syn] = packets.packets.map(({ parts }) => readIp(Buffer.concat(parts)))
    assert.deepEqual([syn?.from, syn?.to], ['0a010203', 'c0000201'])
    assert.deepEqual(packets.notes, ['The host "iwf.lab" is shown as 192.0.2.1 or 2001:db8::1.'])
  })
})
