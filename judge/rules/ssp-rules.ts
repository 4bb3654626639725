import { isSspContentType } from '../../protocols/ssp/namespaces.ts'
import { HttpView } from '../../trace/decoded/http.ts'
import { SspView } from '../../trace/decoded/ssp.ts'
import { sspTransactionKey } from '../../trace/ssp-correlation.ts'
import type { Offence, Rule } from './rule.ts'

/** Steps 2 of set-up carry an id of the answering side's own (`imps-ssp` §5.1). */
const echoesId = ({ kind, name }: SspView): boolean => kind === 'answer' && name !== 'SendSecretToken'

const correlation: Rule = {
  id: 'SSP-TID-01',
  clause: 'SSP binding §4',
  statement: 'An answer carries the transaction id of a request',
  judge({ attribution }) {
    const asked = new Set<string>()
    const offences: Offence[] = []
    let observed = 0
    for (const { message, executions } of attribution.messages) {
      const { view } = message.decoded
      if (!(view instanceof SspView)) continue
      const key = sspTransactionKey(
        message.sighting.owner,
        (view.kind === 'query') === message.fromIwf,
        view.transaction,
      )
      if (view.kind === 'query' || !echoesId(view)) asked.add(key)
      if (!message.fromIwf || !echoesId(view)) continue
      observed++
      if (!asked.has(key))
        offences.push({ message, executions, because: `nothing was asked under the id ${view.transaction}` })
    }
    return { observed, offences }
  },
}

const mediaType: Rule = {
  id: 'SSP-HTTP-01',
  clause: 'SSP binding §3, IANA',
  statement: 'An SSP document is posted with its own media type',
  judge({ attribution }) {
    const posted = attribution.messages.flatMap(({ message, executions }) => {
      const { view } = message.decoded
      return message.fromIwf && view instanceof HttpView && view.ssp?.document ? [{ message, executions, view }] : []
    })
    return {
      observed: posted.length,
      offences: posted.flatMap(({ message, executions, view }) => {
        const type = view.header('content-type') ?? 'none'
        return isSspContentType(type) ? [] : [{ message, executions, because: `the media type is ${type}` }]
      }),
    }
  },
}

const posts: Rule = {
  id: 'SSP-HTTP-02',
  clause: 'SSP binding §3',
  statement: 'Documents of SSP travel by POST',
  judge({ attribution }) {
    const requests = attribution.messages.flatMap(({ message, executions }) => {
      const { view } = message.decoded
      return message.fromIwf && view instanceof HttpView && view.kind === 'request'
        ? [{ message, executions, view }]
        : []
    })
    return {
      observed: requests.length,
      offences: requests.flatMap(({ message, executions, view }) =>
        view.method === 'POST' ? [] : [{ message, executions, because: `the method is ${view.method}` }],
      ),
    }
  },
}

export const sspRules: readonly Rule[] = [correlation, mediaType, posts]
