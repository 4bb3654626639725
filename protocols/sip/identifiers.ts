import { randomBytes } from 'node:crypto'
import { branchCookie } from './via.ts'

/** Gives `count` random octets. A test passes a seeded one. */
export type RandomSource = (count: number) => Buffer

const token = (random: RandomSource, octets: number) => random(octets).toString('hex')

/** A branch unique across space and time: the cookie and 96 random bits (RFC 3261 §8.1.1.7). */
export function newBranch(random: RandomSource = randomBytes): string {
  return branchCookie + token(random, 12)
}

/** A From or To tag with 64 random bits; RFC 3261 §19.3 asks for 32. */
export function newTag(random: RandomSource = randomBytes): string {
  return token(random, 8)
}

/** A Call-ID with 96 random bits, `@host` added when given (RFC 3261 §8.1.1.4). */
export function newCallId(host?: string, random: RandomSource = randomBytes): string {
  return host === undefined ? token(random, 12) : `${token(random, 12)}@${host}`
}
