import type { HttpView } from '../../trace/decoded/http.ts'
import type { Observed } from '../../trace/observed.ts'
import type { AnyObserved, Messages } from '../trace.ts'

export type HttpMessages = readonly Observed<HttpView>[]

/** HTTP requests of the implementation. */
export const httpRequests = ({ http }: Pick<Messages, 'http'>): HttpMessages =>
  http.filter(({ from, message }) => from === 'iwf' && message.kind === 'request')

/** HTTP messages of the implementation that carry an SSP document, in a request or in a response. */
export const sspDocuments = ({ http }: Pick<Messages, 'http'>): HttpMessages =>
  http.filter(({ from, message }) => from === 'iwf' && message.ssp !== undefined)

/** The implementation's HTTP response to the request that carried something: the next one on its connection. */
export const httpAnswerTo = ({ http }: Pick<Messages, 'http'>, carried: AnyObserved): Observed<HttpView> | undefined =>
  http.find(
    ({ from, connection, message, firstEvent }) =>
      from === 'iwf' &&
      connection === carried.connection &&
      message.kind === 'response' &&
      message.status >= 200 &&
      firstEvent > carried.lastEvent,
  )
