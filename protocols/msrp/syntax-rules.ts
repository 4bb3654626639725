/** The rules that the parser holds received MSRP against, by their stable ids. */
export const msrpSyntaxRules = {
  'MSRP-SYN-01': {
    clause: 'RFC 4975 §9',
    message: 'the start line is not "MSRP", transaction id, and method or status',
  },
  'MSRP-SYN-02': { clause: 'RFC 4975 §9', message: 'the transaction id is not an ident of 4 to 32 characters' },
  'MSRP-SYN-03': { clause: 'RFC 4975 §9', message: 'the method is not made of upper-case letters' },
  'MSRP-SYN-04': { clause: 'RFC 4975 §9', message: 'the status code is not of three digits' },
  'MSRP-SYN-05': { clause: 'RFC 4975 §9', message: 'a header line has no colon' },
  'MSRP-SYN-06': { clause: 'RFC 4975 §9', message: 'a header name is not a letter followed by token characters' },
  'MSRP-SYN-07': { clause: 'RFC 4975 §9', message: 'the colon of a header is not followed by one space' },
  'MSRP-SYN-08': {
    clause: 'RFC 4975 §9',
    message: 'a header value or comment holds control characters or is not UTF-8',
  },
  'MSRP-SYN-09': { clause: 'RFC 4975 §7.1, §9', message: 'To-Path is not the first header' },
  'MSRP-SYN-10': { clause: 'RFC 4975 §7.1, §9', message: 'From-Path is not the second header' },
  // §9 has one place for each path and for Content-Type. Of the others it says nothing, yet two could not be obeyed.
  'MSRP-SYN-11': { clause: 'RFC 4975 §9', message: 'a header that may stand once is repeated' },
  'MSRP-SYN-12': { clause: 'RFC 4975 §9', message: 'a path is not a list of MSRP URIs parted by single spaces' },
  'MSRP-SYN-13': { clause: 'RFC 4975 §7.1', message: 'Content-Type is not the last header' },
  'MSRP-SYN-14': { clause: 'RFC 4975 §9', message: 'Content-Type is not type/subtype with well-formed parameters' },
  'MSRP-SYN-15': { clause: 'RFC 4975 §7.1', message: 'there is a body but no Content-Type' },
  'MSRP-SYN-16': { clause: 'RFC 4975 §7.1', message: 'a blank line follows the headers of a message without body' },
  'MSRP-SYN-17': { clause: 'RFC 4975 §7.1', message: 'there is no end-line with the transaction id of the start line' },
  'MSRP-SYN-18': { clause: 'RFC 4975 §7.1', message: 'no line end parts the body from the end-line' },
  'MSRP-SYN-19': { clause: 'RFC 4975 §9', message: 'octets follow the end-line' },
  'MSRP-SYN-20': { clause: 'RFC 4975 §7.1.1, §7.1.2', message: 'the request has no Message-ID' },
  'MSRP-SYN-21': { clause: 'RFC 4975 §9', message: 'Message-ID is not an ident of 4 to 32 characters' },
  'MSRP-SYN-22': { clause: 'RFC 4975 §9', message: 'Byte-Range is not start-end/total' },
  'MSRP-SYN-23': { clause: 'RFC 4975 §7.1.1, §7.3.1', message: 'Byte-Range contradicts itself or the body' },
  'MSRP-SYN-24': {
    clause: 'RFC 4975 §7.1.1',
    message: 'more than 2048 octets are sent as a chunk that cannot be interrupted',
  },
  'MSRP-SYN-25': { clause: 'RFC 4975 §9', message: 'Success-Report is neither yes nor no' },
  'MSRP-SYN-26': { clause: 'RFC 4975 §9', message: 'Failure-Report is none of yes, no and partial' },
  'MSRP-SYN-27': { clause: 'RFC 4975 §7.1.2', message: 'the REPORT has no Status' },
  'MSRP-SYN-28': { clause: 'RFC 4975 §9', message: 'Status is not a namespace and a status code of three digits' },
  'MSRP-SYN-29': { clause: 'RFC 4975 §7.1.2', message: 'a REPORT asks for reports' },
  'MSRP-SYN-30': { clause: 'RFC 4975 §7.2, §9', message: 'a response has a body' },
  'MSRP-SYN-31': { clause: 'RFC 4975 §7.2', message: 'the continuation flag of a response is not $' },
  'MSRP-SYN-32': { clause: 'RFC 4975 §7.1', message: 'a request other than SEND has a body of more than 10240 octets' },
  'MSRP-SYN-33': { clause: 'RFC 4975 §7.1', message: 'a message without body has a MIME header' },
  'MSRP-SYN-34': { clause: 'RFC 4975 §7.1.1', message: 'Content-Transfer-Encoding is given' },
} as const

export type MsrpSyntaxRule = keyof typeof msrpSyntaxRules
