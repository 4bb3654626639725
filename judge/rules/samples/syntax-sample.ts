import { LogScript } from '../../../trace/log-script.ts'
import { TOKEN, type RuleSample, type RuleSamples } from './sample.ts'

/** Spoils a well-formed message. */
export type Spoil = (message: string) => string | Buffer

/** Puts octets of the implementation into a log. */
export type Put = (log: LogScript, octets: Buffer) => void

const logged = (put: Put, octets: Buffer): LogScript => {
  const log = new LogScript().begin('A-01', TOKEN)
  put(log, octets)
  return log
}

/** Samples for syntax rules: a well-formed message is right, and wrong once it is spoilt. */
export const spoilt = (put: Put, message: string, spoils: Readonly<Record<string, Spoil>>): RuleSamples =>
  Object.fromEntries(
    Object.entries(spoils).map(([id, spoil]): [string, RuleSample] => [
      id,
      {
        right: () => logged(put, Buffer.from(message)),
        wrong: () => logged(put, Buffer.from(spoil(message))),
      },
    ]),
  )

/** Replaces a part of the message, which has to be there. */
export const instead =
  (part: string | RegExp, other: string): Spoil =>
  message => {
    const spoilt = message.replace(part, other)
    if (spoilt === message) throw new RangeError(`${String(part)} is not in the message`)
    return spoilt
  }

/** The message with octets in it that are not UTF-8, where `~` stands after the change. */
export const withOctet =
  (spoil: Spoil, octet: number): Spoil =>
  message => {
    const octets = Buffer.from(spoil(message))
    octets[octets.indexOf('~')] = octet
    return octets
  }
