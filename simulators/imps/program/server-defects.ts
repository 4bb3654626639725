/** Ways in which an IMPS server can be wrong towards a gateway, by their names in the catalogue of defects. */
export const serverDefects = {
  'server-without-queries': 'answers capability and block queries with 405',
  'server-knows-everybody': 'takes messages and queries for users whom it does not have',
  'server-ignores-lists': 'says of nobody that he is blocked',
  'server-leaks-lists': 'tells the block status of users who were not asked about',
  'server-demands-queries': 'takes no message of a gateway that has not asked before',
  'server-reports-unasked': 'reports deliveries that nobody asked for',
  'server-reports-nothing': 'never reports a delivery',
  'server-refuses-every-gateway': 'closes the connection when a gateway logs in',
  'server-never-logs-in': 'drops what it has to send when its session is gone',
  'server-takes-foreign-senders': 'takes messages from senders of other domains',
  'server-ignores-the-unknown': 'leaves unknown requests without answer',
} as const

export type ServerDefect = keyof typeof serverDefects
