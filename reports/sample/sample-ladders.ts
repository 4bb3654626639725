import type { Ladder } from '../html/ladder.ts'
import { hostileOctets, sampleMessages, sampleOctets, type SampleStep } from './sample-messages.ts'

const toIwf = { from: 'simple', to: 'iwf', protocol: 'sip' } as const
const toAlice = { from: 'iwf', to: 'simple', protocol: 'sip' } as const
const asks = { from: 'iwf', to: 'imps', protocol: 'http' } as const
const answers = { from: 'imps', to: 'iwf', protocol: 'http' } as const

/** An IWF that accepts (m4) before the capability answer (m6), as the case CAP-04 is there to find. */
export const acceptsTooEarly: Ladder = {
  messages: sampleMessages([
    { ...toIwf, at: 1200.2, octets: sampleOctets.invite, label: 'invite' },
    { ...toAlice, at: 1201.1, octets: sampleOctets.trying },
    { ...asks, at: 1203.4, octets: sampleOctets.capabilityQuery },
    { ...toAlice, at: 1206.9, octets: sampleOctets.ok },
    { ...toIwf, at: 1207.5, octets: sampleOctets.ack },
    { ...answers, at: 2403.6, octets: sampleOctets.capabilityAnswer },
    { ...asks, at: 2404.3, octets: sampleOctets.accepted },
  ]),
  notes: [
    { at: 1199.8, lane: 'iwf', kind: 'phase', text: 'script' },
    { at: 1200, lane: 'imps', kind: 'instruction', text: 'told: holds capability for 1200 ms: wv:bob-k7@imps.example' },
    { at: 1203.5, lane: 'imps', kind: 'fault', text: 'as told, holds capability' },
    { at: 2405, lane: 'iwf', kind: 'phase', text: 'teardown' },
  ],
  quiets: [],
}

const orderly: readonly SampleStep[] = [
  { ...toIwf, at: 100, octets: sampleOctets.invite },
  { ...toAlice, at: 101, octets: sampleOctets.trying },
  { ...asks, at: 103, octets: sampleOctets.capabilityQuery },
  { ...answers, at: 104, octets: sampleOctets.accepted },
  { ...answers, at: 110, octets: sampleOctets.capabilityAnswer },
  { ...asks, at: 111, octets: sampleOctets.accepted },
  { ...toAlice, at: 115, octets: sampleOctets.ok },
  { ...toIwf, at: 116, octets: sampleOctets.ack },
  { ...toAlice, protocol: 'msrp', at: 140, octets: sampleOctets.send },
  { ...toIwf, protocol: 'msrp', at: 141, octets: sampleOctets.sendAnswer },
]

/** A session as it should be, `later` milliseconds into the run. */
export const orderlySession = (later = 0): Ladder => ({
  messages: sampleMessages(orderly.map(step => ({ ...step, at: step.at + later }))),
  notes: [],
  quiets: [],
})

/** A refusal, then a silence in which nothing may come. */
export const refusedAndSilent: Ladder = {
  messages: sampleMessages([
    { ...toIwf, at: 300, octets: sampleOctets.invite },
    { ...toAlice, at: 312, octets: sampleOctets.forbidden },
    { ...toIwf, at: 313, octets: sampleOctets.ack },
    { ...asks, at: 2320, octets: sampleOctets.capabilityQuery },
  ]),
  notes: [{ at: 2330, lane: 'simple', kind: 'stall', text: 'stalled: the probe was not answered within 5000 ms' }],
  quiets: [{ from: 313.5, to: 2314, label: 'after the decision' }],
}

/** What a hostile IWF might send. */
export const hostile: Ladder = {
  messages: sampleMessages([
    { ...toAlice, at: 50, octets: hostileOctets, notes: ['<b>"quoted" note</b>'] },
    { ...toAlice, at: 51, octets: Buffer.alloc(0) },
    { ...answers, at: 52, octets: Buffer.alloc(100_000, '<x>') },
  ]),
  notes: [],
  quiets: [],
}
