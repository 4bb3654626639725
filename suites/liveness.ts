import type { Script } from '../engine/case.ts'
import type { ImpsScript, ImpsUser } from '../simulators/imps/interface.ts'
import type { Call, SimpleUser } from '../simulators/simple/interface.ts'

/**
 * Probes: allowed exchanges that go all the way through the IWF. A silence counts only if a probe on the same path came
 * out of the IWF after it (`simple-iwf` §3.2); `quiet(label, { shows: probeText(script), probe: () => newSession(…) })`.
 */
type Texts = Pick<Script<unknown, unknown>, 'text'>
type Through = Texts & Pick<Script<unknown, unknown>, 'imps'>

/** What every probe says: it must come out of the IWF for the silence before it to count. */
export const probeText = ({ text }: Texts): string => text('Is anybody there?')

/** A session of `user` with `probe`, an IMPS user whom nothing is the matter with, and a text in it. */
export async function newSession(script: Through, user: SimpleUser, probe: ImpsUser): Promise<Call> {
  const call = user.invite(probe)
  await call.accepted()
  await call.bind()
  await textInSession(script, call, probe)
  return call
}

/** A text of the SIMPLE user in a session that is up. */
export async function textInSession(script: Through, call: Call, to: ImpsUser): Promise<void> {
  call.send(probeText(script))
  await script.imps.asked('message', to, { text: probeText(script) })
}

/** A text of an IMPS user, which must reach the SIMPLE user by whichever way. */
export async function textFromImps(script: Through, from: ImpsUser, to: SimpleUser): Promise<void> {
  const delivery = script.imps.deliver({ from, to, text: probeText(script) })
  await to.received(probeText(script))
  // Until the answer the message is under way, and a BYE would have it sent again (AMB-13).
  await delivery.answered()
}

/** A pager MESSAGE of the SIMPLE user. */
export async function pagerMessage(script: Through, from: SimpleUser, to: ImpsUser): Promise<void> {
  from.message(to, probeText(script))
  await script.imps.asked('message', to, { text: probeText(script) })
}

/** The same peer script with another IMPS server in the place of the first. */
export const through = <S extends Through>(script: S, imps: ImpsScript): S => ({ ...script, imps })
