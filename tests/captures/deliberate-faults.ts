/** Executions in which peers send, on purpose, what tshark 4.0 calls malformed. */
export const CALLED_MALFORMED: Readonly<Record<string, string>> = {
  'ROB-01/baddn': 'RFC 4475 §3.1.2.15: a display name that is neither tokens nor quoted',
  'ROB-01/intmeth-tcp': 'RFC 4475 §3.1.1.2: a method of 42 characters; it is lawful, but its dissector holds 16',
  'ROB-01/ncl': 'RFC 4475 §3.1.2.3: a negative Content-Length',
  'ROB-01/scalarlg': 'RFC 4475 §3.1.2.5: a Retry-After that no counter can hold',
  'ROB-01/scalarlg-tcp': 'RFC 4475 §3.1.2.5: a Retry-After that no counter can hold',
  'ROB-02/deep-nesting/answer': 'elements nested more deeply than a dissector goes',
  'ROB-02/deep-nesting/message': 'elements nested more deeply than a dissector goes',
}

/** Executions in which tshark 4.0 takes octets of peers, which send them so on purpose, for no message. */
export const NOT_RECOGNISED: Readonly<Record<string, string>> = {
  'MSR-08/octet-by-octet: 0 of 1 msrp': 'the first line of a message in pieces, which its dissector does not join',
  'ROB-01/badvers: 0 of 1 sip': 'RFC 4475 §3.1.2.16: another version of SIP',
  'ROB-01/badvers-tcp: 0 of 1 sip': 'RFC 4475 §3.1.2.16: another version of SIP',
  'ROB-01/bigcode: 0 of 1 sip': 'RFC 4475 §3.1.2.19: a status code of ten digits',
  'ROB-01/bigcode-tcp: 0 of 1 sip': 'RFC 4475 §3.1.2.19: a status code of ten digits',
  'ROB-01/lwsruri: 0 of 1 sip': 'RFC 4475 §3.1.2.8: spaces within the Request-URI',
  'ROB-01/lwsruri-tcp: 0 of 1 sip': 'RFC 4475 §3.1.2.8: spaces within the Request-URI',
  'ROB-01/lwsstart: 0 of 1 sip': 'RFC 4475 §3.1.2.9: two spaces in the start line',
  'ROB-01/lwsstart-tcp: 0 of 1 sip': 'RFC 4475 §3.1.2.9: two spaces in the start line',
  'ROB-01/trws: 0 of 1 sip': 'RFC 4475 §3.1.2.10: spaces at the end of the start line',
  'ROB-01/trws-tcp: 0 of 1 sip': 'RFC 4475 §3.1.2.10: spaces at the end of the start line',
  'ROB-03/garbage: 0 of 1 msrp': 'octets that are no MSRP',
  'ROB-03/slow-loris: 0 of 1 msrp': 'the first line of a message in pieces, which its dissector does not join',
}
