import { isSspContentType, olderSspMediaType } from '../../../protocols/ssp/namespaces.ts'
import { HttpView } from '../../../trace/decoded/http.ts'
import type { Rule } from '../rule.ts'
import { rulesAbout, type Subject } from '../rules-about.ts'

interface OwnHttp extends Subject {
  readonly view: HttpView
}

const aboutHttp = rulesAbout<OwnHttp>(run =>
  run.attribution.messages.flatMap((attributed): OwnHttp[] => {
    const { view } = attributed.message.decoded
    return attributed.message.fromIwf && view instanceof HttpView ? [{ attributed, view }] : []
  }),
)

const carriesSsp = ({ view }: OwnHttp): boolean => view.ssp?.document !== undefined
const typeOf = ({ view }: OwnHttp): string => view.header('content-type') ?? 'none'

/** The session id and the transaction id in a document, where there is but one of each. */
function idsIn({ view }: OwnHttp): { readonly session: string | undefined; readonly transaction: string | undefined } {
  const document = view.ssp?.document
  if (document?.kind === 'set-up') return { session: undefined, transaction: document.transactionId }
  const [only, ...others] = document?.transactions ?? []
  return { session: document?.sessionId, transaction: others.length === 0 ? only?.transactionId : undefined }
}

/** How SSP travels over HTTP (`imps-ssp` §3). */
export const httpRules: readonly Rule[] = [
  aboutHttp(
    {
      id: 'SSP-HTTP-01',
      clause: 'SSP binding §3, IANA',
      statement: 'An SSP document is posted with its own media type',
    },
    carriesSsp,
    http => (isSspContentType(typeOf(http)) ? undefined : `the media type is ${typeOf(http)}`),
  ),
  aboutHttp(
    { id: 'SSP-HTTP-02', clause: 'SSP binding §3', statement: 'Documents of SSP travel by POST' },
    ({ view }) => view.kind === 'request',
    ({ view }) => (view.method === 'POST' ? undefined : `the method is ${view.method}`),
  ),
  aboutHttp(
    {
      id: 'SSP-HTTP-03',
      clause: 'SSP binding §3, IANA',
      level: 'should',
      statement: 'The media type is not the older application/vnd.wv.ssp.xml',
    },
    carriesSsp,
    http => (typeOf(http).trimStart().toLowerCase().startsWith(olderSspMediaType) ? 'it is' : undefined),
  ),
  aboutHttp(
    {
      id: 'SSP-HTTP-04',
      clause: 'SSP binding §3',
      level: 'should',
      statement: 'x-wv-sessionid and x-wv-transactionid of a request repeat what its document says',
    },
    http =>
      http.view.kind === 'request' &&
      carriesSsp(http) &&
      ['x-wv-sessionid', 'x-wv-transactionid'].some(name => http.view.header(name) !== undefined),
    http => {
      const { session, transaction } = idsIn(http)
      const wrong = (
        [
          ['x-wv-sessionid', session],
          ['x-wv-transactionid', transaction],
        ] as const
      ).filter(([name, id]) => {
        const given = http.view.header(name)
        return given !== undefined && id !== undefined && given.trim() !== id
      })
      return wrong.length > 0 ? `${wrong.map(([name]) => name).join(' and ')} differ` : undefined
    },
  ),
]
