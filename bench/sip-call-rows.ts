import { spawn, spawnSync } from 'node:child_process'
import { runSipCalls } from './sip-calls.ts'
import { whole, type BenchRow } from './row.ts'

const CALLS = 20_000
const CONCURRENCY = 50

const own = (transport: 'udp' | 'tcp'): BenchRow => ({
  name: `SIP calls with dialogs, both ends in one process, ${transport.toUpperCase()}`,
  async measure() {
    const { callsPerSecond, failed } = await runSipCalls({ transport, calls: CALLS, concurrency: CONCURRENCY })
    return `${whole(callsPerSecond)} INVITE-200-ACK-BYE/s${failed > 0 ? `, ${failed} of ${CALLS} failed` : ''}`
  },
})

/** SIPp against itself on one core, as the tool at hand that many know. */
const sipp = (transport: 'udp' | 'tcp'): BenchRow => ({
  name: `SIPp UAC and UAS on one core, ${transport.toUpperCase()}`,
  measure() {
    if (spawnSync('sipp', ['-v']).error) return 'not measured: sipp is not installed (Debian: sip-tester)'
    const mode = transport === 'udp' ? 'u1' : 't1'
    const pin = spawnSync('taskset', ['-V']).error ? [] : ['taskset', '-c', '0']
    const words = [...pin, 'sipp']
    const [program, prefix] = [words[0] ?? 'sipp', words.slice(1)]
    const uas = spawn(program, [...prefix, '-sn', 'uas', '-i', '127.0.0.1', '-p', '25070', '-t', mode, '-nostdin'], {
      stdio: 'ignore',
    })
    try {
      const uac = ['-sn', 'uac', '-i', '127.0.0.1', '-p', '25071', '-t', mode, '-nostdin', '-d', '0']
      const load = ['-m', String(CALLS), '-r', '20000', '-l', String(CONCURRENCY), '127.0.0.1:25070']
      const from = performance.now()
      const { status } = spawnSync(program, [...prefix, ...uac, ...load], { stdio: 'ignore', timeout: 60_000 })
      const seconds = (performance.now() - from) / 1000
      return status === 0 ? `${whole(CALLS / seconds)} INVITE-200-ACK-BYE/s` : `failed with exit code ${String(status)}`
    } finally {
      uas.kill()
    }
  },
})

export const sipCallRows: readonly BenchRow[] = [own('udp'), own('tcp'), sipp('udp'), sipp('tcp')]
