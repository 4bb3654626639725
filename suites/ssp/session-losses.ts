import { answersOnce, closesOnce, refusesHttpOnce } from '../../simulators/imps/answer-behaviour.ts'

/** How the IMPS server loses a session. */
export type Loss =
  'query-600' | 'query-604' | 'query-http-404' | 'query-closed' | 'message-604' | 'time-to-live' | 'restart'

/** By the id of its row (SSP-05). */
export const losses: Readonly<Record<string, Loss>> = {
  'query-answered-600': 'query-600',
  'query-answered-604': 'query-604',
  'query-answered-http-404': 'query-http-404',
  'query-closed-upon': 'query-closed',
  'message-answered-604': 'message-604',
  'time-to-live-over': 'time-to-live',
  'server-restarted': 'restart',
}

/** How the server meets the first query on a session that it has lost. */
export const meets = {
  'query-600': () => answersOnce(600),
  'query-604': () => answersOnce(604),
  'query-http-404': () => refusesHttpOnce(404),
  'query-closed': () => closesOnce(),
} as const
