/** The rules that the parser holds received `message/cpim` against, by their stable ids. */
export const cpimSyntaxRules = {
  'CPIM-SYN-01': { clause: 'RFC 3862 §2', message: 'no blank line ends the message headers' },
  'CPIM-SYN-02': { clause: 'RFC 3862 §2.2', message: 'a message header has no colon' },
  'CPIM-SYN-03': { clause: 'RFC 3862 §3.1', message: 'a header name holds characters that it may not' },
  'CPIM-SYN-04': { clause: 'RFC 3862 §2.2', message: 'not exactly one space stands before the value of a header' },
  'CPIM-SYN-05': { clause: 'RFC 3862 §2.2', message: 'a header holds control characters or is not UTF-8' },
  'CPIM-SYN-06': { clause: 'RFC 3862 §2.3.1', message: 'a backslash begins none of the defined escapes' },
  'CPIM-SYN-07': { clause: 'RFC 3862 §3.6', message: 'the parameters of a header are malformed' },
  'CPIM-SYN-08': {
    clause: 'RFC 3862 §4.1, §4.2, §4.3',
    message: 'an address is not an optional name and a URI in angle brackets',
  },
  'CPIM-SYN-09': { clause: 'RFC 3862 §4.4', message: 'DateTime is not a date and time of RFC 3339' },
  'CPIM-SYN-10': { clause: 'RFC 3862 §4.6', message: 'NS is not an optional prefix and a URI in angle brackets' },
  'CPIM-SYN-11': { clause: 'RFC 3862 §4.7', message: 'Require is not a list of header names' },
  'CPIM-SYN-12': { clause: 'RFC 4975 §13', message: 'a header that may stand once is repeated' },
  'CPIM-SYN-13': { clause: 'RFC 3862 §3.4', message: 'a prefix is used that no NS header before it declares' },
  'CPIM-SYN-14': { clause: 'RFC 3862 §2', message: 'no blank line ends the MIME headers' },
  'CPIM-SYN-15': { clause: 'RFC 3862 §2.4', message: 'a MIME header has no colon or no legal name' },
  'CPIM-SYN-16': { clause: 'RFC 3862 §2.4', message: 'the encapsulated part has no Content-Type' },
  'CPIM-SYN-17': { clause: 'RFC 3862 §2.2', message: 'a header line ends with a bare CR or LF' },
  'CPIM-SYN-18': { clause: 'RFC 3862 §2.2', message: 'white space begins or ends a header line' },
} as const

export type CpimSyntaxRule = keyof typeof cpimSyntaxRules
