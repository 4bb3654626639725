import { buildCpim } from '../protocols/cpim/build.ts'
import { mimeHeader } from '../protocols/cpim/message.ts'
import { serialiseCpim } from '../protocols/cpim/serialise.ts'
import { imdnHeaders, type RequestedDisposition } from '../protocols/imdn/request.ts'
import type { Content } from '../simulators/simple/interface.ts'

/** For scripts: content in a CPIM wrapper that the peer would not write on its own. */
export interface WrappedContent {
  readonly from: string
  readonly to: string
  readonly text: string
  /** Of the content; default plain text. */
  readonly type?: string
  /** MIME headers besides Content-Type. */
  readonly mimeHeaders?: readonly (readonly [name: string, value: string])[]
  /** RFC 3339. */
  readonly dateTime?: string
  /** A request for disposition notifications, under a prefix of the author's own (RFC 5438 §6.1). */
  readonly notifications?: {
    readonly messageId: string
    readonly dispositions: readonly RequestedDisposition[]
  }
}

/** Prefix for the headers of RFC 5438: not the one that everybody uses, since any must do. */
const PREFIX = 'x'

/** The message/cpim content, for a SEND (`wrap: 'bare'`) or a MESSAGE. */
export function cpimContent(wrapped: WrappedContent): Content {
  const { from, to, text, type = 'text/plain;charset=UTF-8', notifications, mimeHeaders = [] } = wrapped
  const cpim = buildCpim({
    from: { uri: from },
    to: { uri: to },
    dateTime: wrapped.dateTime ?? new Date().toISOString(),
    headers: notifications ? imdnHeaders(notifications.messageId, notifications.dispositions, PREFIX) : [],
    contentType: type,
    mimeHeaders: mimeHeaders.map(([name, value]) => mimeHeader(name, value)),
    content: text,
  })
  return { type: 'message/cpim', octets: serialiseCpim(cpim) }
}

/** What is the text of it: every content that this makes is UTF-8. */
export const textOfContent = ({ octets }: Content): string => octets.toString('utf8')
