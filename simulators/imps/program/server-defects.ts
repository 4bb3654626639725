/** Ways in which an IMPS server can be wrong towards a gateway; the catalogue's `server-defects.ts` says what each does. */
export const serverDefects = [
  'server-without-queries',
  'server-knows-everybody',
  'server-ignores-lists',
  'server-leaks-lists',
  'server-demands-queries',
  'server-reports-unasked',
  'server-reports-nothing',
  'server-refuses-every-gateway',
  'server-never-logs-in',
  'server-takes-foreign-senders',
  'server-ignores-the-unknown',
] as const

export type ServerDefect = (typeof serverDefects)[number]
