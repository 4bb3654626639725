/** What an IMPS user is told when the SIP domain refuses: SIP final responses as IMPS status codes. */
const byStatus: Readonly<Record<number, number>> = {
  400: 400,
  401: 403,
  402: 902,
  403: 532,
  404: 531,
  405: 405,
  406: 415,
  407: 403,
  408: 410,
  410: 531,
  413: 410,
  414: 901,
  415: 415,
  416: 901,
  420: 500,
  421: 500,
  480: 533,
  481: 500,
  482: 500,
  483: 500,
  484: 531,
  485: 531,
  486: 533,
  487: 410,
  488: 415,
  491: 500,
  493: 415,
  500: 500,
  501: 405,
  502: 500,
  503: 503,
  504: 410,
  505: 500,
  513: 410,
  600: 533,
  603: 538,
  604: 531,
  606: 415,
  607: 538,
}

/** The IMPS code for a SIP final response; 408 also stands for no response at all. */
export function sipToImps(status: number): number {
  if (status >= 200 && status < 300) return 200
  return byStatus[status] ?? 410
}
