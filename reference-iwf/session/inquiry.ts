import type { BlockStatus } from '../access-decision.ts'
import { textOnly, type ClientProfile, type ReportedClient } from '../capability/client-profile.ts'
import type { Features } from '../configuration.ts'
import type { Decisions, NoAnswer } from '../decisions.ts'
import { sipRefusal, type SipRefusal } from '../error-mapping/imps-to-sip.ts'
import { retryAfter } from '../error-mapping/retry-after.ts'
import type { Answer, CapabilityAnswer, ImpsDomain } from '../imps-domain.ts'
import type { Pair } from '../pair.ts'

/** Whether the IMPS domain lets a session begin, and what its user can take. */
export type Admission =
  | { readonly admitted: true; readonly profile: ClientProfile }
  | { readonly admitted: false; readonly refusal: SipRefusal; readonly retryAfter?: string }

export interface InquiryContext {
  readonly decisions: Decisions
  readonly features: Pick<Features, 'query' | 'blockFailure' | 'unsupportedQuery' | 'queryTimeout' | 'deferOffline'>
  readonly imps: ImpsDomain
  /** T_CAP: milliseconds until the inquiry is over at the latest. */
  readonly within: number
}

/** An answer that counts as good: a profile, or "may write". Anything else refuses the session. */
type Finding<T> = { readonly good: true; readonly value: T } | { readonly good: false; readonly admission: Admission }

const BLOCKED = 532
const OFFLINE = 533
const NOT_GRANTED = 534
const isUnsupported = (code: number): boolean => code === 405 || code === 501

/**
 * Asks for the capabilities of the IMPS user and whether the SIMPLE user may write to them (CR6.2a, CR6.2b1), in the
 * configured form, and draws the conclusion. A refusal is known as soon as one answer refuses; an admission needs
 * both answers.
 */
export async function inquire(pair: Pair, context: InquiryContext): Promise<Admission> {
  const { decisions } = context
  const asked = askCapabilities(pair, context)
  const capability = asked.then(answer => capabilityFinding(answer, context))
  const block =
    context.features.query === 'combined'
      ? asked.then(answer => combinedBlockFinding(answer, pair, context))
      : askBlock(pair, context).then(answer => blockFinding(answer, context))
  const awaitedCapability: Promise<Finding<ClientProfile>> = decisions.awaits('capability')
    ? capability
    : Promise.resolve({ good: true, value: textOnly })
  const awaitedBlock: Promise<Finding<undefined>> = decisions.awaits('block')
    ? block
    : Promise.resolve({ good: true, value: undefined })
  const first = await firstRefusalOrBoth(awaitedCapability, awaitedBlock)
  if (!first.good) return first.admission
  return { admitted: true, profile: first.value }
}

async function firstRefusalOrBoth(
  capability: Promise<Finding<ClientProfile>>,
  block: Promise<Finding<undefined>>,
): Promise<Finding<ClientProfile>> {
  const refusalOf = (finding: Promise<Finding<unknown>>) =>
    new Promise<Finding<never>>(resolve => {
      void finding.then(found => {
        if (!found.good) resolve(found)
      })
    })
  const both = block.then(async allowed => (allowed.good ? await capability : allowed))
  return Promise.race([refusalOf(capability), refusalOf(block), both])
}

function askCapabilities(pair: Pair, { decisions, features, imps, within }: InquiryContext) {
  return decisions.freshCapabilities(pair, () =>
    imps.capabilities({
      requester: decisions.requester(pair),
      target: pair.imps,
      withBlockStatus: features.query === 'combined',
      within,
    }),
  )
}

function askBlock(pair: Pair, { decisions, imps, within }: InquiryContext) {
  return imps.blockStatus({ requester: decisions.requester(pair), ...decisions.blockQuestion(pair), within })
}

function capabilityFinding(answer: Answer<CapabilityAnswer>, context: InquiryContext): Finding<ClientProfile> {
  if (answer.kind === 'result') {
    const { clients } = answer.result
    if (
      isOnline(clients) ||
      context.features.deferOffline ||
      context.decisions.acceptsDespite({ kind: 'refused', code: OFFLINE })
    )
      return { good: true, value: context.decisions.profile(clients) }
    return refused(context.decisions.sipRefusal(OFFLINE, 'INVITE'), undefined)
  }
  const { deferOffline } = context.features
  const fallback =
    hasFallback(answer, context) || (deferOffline && answer.kind === 'refused' && answer.code === OFFLINE)
  // In the combined form a server may withhold the capabilities from a sender who is blocked.
  const forgiven =
    answer.kind === 'refused' &&
    context.features.query === 'combined' &&
    isDenial(answer.code) &&
    context.decisions.access(denied(answer.code)) === 'allowed'
  if (fallback || forgiven || context.decisions.acceptsDespite(answer)) return { good: true, value: textOnly }
  return failureFinding(answer, context)
}

/** Whether what is missing is made up for by a text profile, as declared (ICS-06, AMB-03). */
function hasFallback(answer: NoAnswer, { features }: InquiryContext): boolean {
  if (features.unsupportedQuery !== 'ACCEPT-DEFAULT') return false
  if (answer.kind === 'silent') return features.queryTimeout === 'ACCEPT-DEFAULT'
  return answer.kind === 'refused' && isUnsupported(answer.code)
}

/** No client at all, or one whose status is not told, does not mean offline (AMB-23). */
function isOnline(clients: readonly ReportedClient[]): boolean {
  return clients.length === 0 || clients.some(client => client.online !== false)
}

function blockFinding(answer: Answer<BlockStatus | undefined>, context: InquiryContext): Finding<undefined> {
  const { decisions, features } = context
  const good: Finding<undefined> = { good: true, value: undefined }
  if (answer.kind === 'result' && answer.result) {
    const access = decisions.access(answer.result)
    if (access === 'allowed') return good
    return refused(decisions.sipRefusal(access === 'blocked' ? BLOCKED : NOT_GRANTED, 'INVITE'), undefined)
  }
  const failure: NoAnswer = answer.kind === 'result' ? { kind: 'silent' } : answer
  if (failure.kind === 'refused') {
    if (isUnsupported(failure.code) && features.unsupportedQuery === 'ACCEPT-DEFAULT') return good
    if (isDenial(failure.code) && decisions.access(denied(failure.code)) === 'allowed') return good
  } else if (features.blockFailure === 'OPEN') return good
  return decisions.acceptsDespite(failure) ? good : failureFinding(failure, context)
}

async function combinedBlockFinding(
  answer: Answer<CapabilityAnswer>,
  pair: Pair,
  context: InquiryContext,
): Promise<Finding<undefined>> {
  if (answer.kind !== 'result') return capabilityFailureAsBlock(answer, context)
  // A server that knows the query but not the flag leaves the block status out: ask for it alone (AMB-25).
  if (!answer.result.block) {
    if (!context.decisions.asksForMissingBlockPart()) return { good: true, value: undefined }
    return blockFinding(await askBlock(pair, context), context)
  }
  return blockFinding({ kind: 'result', result: answer.result.block }, context)
}

/** The combined query failed as a whole: what it means is decided once, by the capability part. */
function capabilityFailureAsBlock(answer: NoAnswer, context: InquiryContext): Finding<undefined> {
  const finding = capabilityFinding(answer, context)
  return finding.good ? { good: true, value: undefined } : finding
}

const isDenial = (code: number): boolean => code === BLOCKED || code === NOT_GRANTED
const denied = (code: number): BlockStatus => ({ blocked: code === BLOCKED, granted: code !== NOT_GRANTED })

function failureFinding(failure: NoAnswer, { decisions }: InquiryContext): Finding<never> {
  switch (failure.kind) {
    case 'refused':
      return refused(decisions.sipRefusal(failure.code, 'INVITE'), tryAgainOf(failure))
    case 'silent':
      return refused(sipRefusal('timeout', 'INVITE'), undefined)
    case 'unreachable':
      return refused(sipRefusal('unreachable', 'INVITE'), undefined)
    case 'garbled':
      return refused(sipRefusal('gateway-fault', 'INVITE'), undefined)
    case 'no-route':
      return refused(sipRefusal('unknown', 'INVITE'), undefined)
  }
}

function tryAgainOf(failure: NoAnswer & { readonly tryAgainTimeout?: number }): number | undefined {
  return failure.tryAgainTimeout
}

function refused(refusal: SipRefusal, tryAgain: number | undefined): Finding<never> {
  const seconds = retryAfter(refusal.status, tryAgain)
  return {
    good: false,
    admission: { admitted: false, refusal, ...(seconds === undefined ? {} : { retryAfter: seconds }) },
  }
}
