import { randomFillSync } from 'node:crypto'
import { branchCookie } from './via.ts'

/** Gives `count` random octets, to be used before the next call. A test passes a seeded one. */
export type RandomSource = (count: number) => Buffer

/** Random octets are fetched by the thousand: each fetch costs more than all the rest of making an identifier. */
const stock = Buffer.alloc(4096)
let taken = stock.length

const fromStock: RandomSource = count => {
  if (taken + count > stock.length) {
    randomFillSync(stock)
    taken = 0
  }
  taken += count
  return stock.subarray(taken - count, taken)
}

const token = (random: RandomSource, octets: number) => random(octets).toString('hex')

/** A branch unique across space and time: the cookie and 96 random bits (RFC 3261 §8.1.1.7). */
export function newBranch(random: RandomSource = fromStock): string {
  return branchCookie + token(random, 12)
}

/** A From or To tag with 64 random bits; RFC 3261 §19.3 asks for 32. */
export function newTag(random: RandomSource = fromStock): string {
  return token(random, 8)
}

/** A Call-ID with 96 random bits, `@host` added when given (RFC 3261 §8.1.1.4). */
export function newCallId(host?: string, random: RandomSource = fromStock): string {
  return host === undefined ? token(random, 12) : `${token(random, 12)}@${host}`
}
