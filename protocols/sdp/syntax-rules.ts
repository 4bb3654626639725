/** The rules that the parser holds received SDP against, by their stable ids. */
export const sdpSyntaxRules = {
  'SDP-SYN-01': { clause: 'RFC 4566 §5', message: 'a line is not a lower-case letter, "=" and a value' },
  'SDP-SYN-02': { clause: 'RFC 4566 §5', message: 'a line does not end with CRLF' },
  'SDP-SYN-03': { clause: 'RFC 4566 §5', message: 'a line stands where its type may not stand' },
  'SDP-SYN-04': { clause: 'RFC 4566 §9', message: 'a line that may stand once is repeated' },
  'SDP-SYN-05': { clause: 'RFC 4566 §5.1', message: 'the description does not begin with v=0' },
  'SDP-SYN-06': { clause: 'RFC 4566 §5.2', message: 'there is no o= line of six fields with numeric id and version' },
  'SDP-SYN-07': { clause: 'RFC 4566 §5.3', message: 'there is no s= line with at least one character' },
  'SDP-SYN-08': { clause: 'RFC 4566 §5.9', message: 'there is no t= line of two times' },
  'SDP-SYN-09': { clause: 'RFC 4566 §5.7', message: 'a c= line is not network type, address type and address' },
  'SDP-SYN-10': { clause: 'RFC 4566 §5.7', message: 'a media description has no c= line, and the session has none' },
  'SDP-SYN-11': { clause: 'RFC 4566 §5.14', message: 'an m= line is not media, port, protocol and formats' },
  'SDP-SYN-12': { clause: 'RFC 4566 §9', message: 'an attribute name is not a token' },
  'SDP-SYN-13': { clause: 'RFC 4566 §5', message: 'the text holds NUL or is not UTF-8' },
  'SDP-SYN-14': { clause: 'RFC 4975 §8.1', message: 'the format of an MSRP media line is not "*"' },
  'SDP-SYN-15': {
    clause: 'RFC 4975 §6, §8.2',
    message: 'an MSRP media description has no a=path of MSRP URIs with session-id and explicit port',
  },
  'SDP-SYN-16': { clause: 'RFC 4975 §8.6', message: 'an MSRP media description has no a=accept-types' },
  'SDP-SYN-17': {
    clause: 'RFC 4975 §8.6',
    message: 'an entry of accept-types or accept-wrapped-types is no media type or range',
  },
  'SDP-SYN-18': { clause: 'RFC 4975 §8.6', message: 'a=max-size is not a number of octets' },
  'SDP-SYN-19': { clause: 'RFC 4145 §4', message: 'a=setup is none of active, passive, actpass and holdconn' },
  'SDP-SYN-20': { clause: 'RFC 8866 §6.7', message: 'there is more than one direction' },
  'SDP-SYN-21': { clause: 'RFC 4975 §8.6', message: 'an entry of accept-wrapped-types repeats one of accept-types' },
  'SDP-SYN-22': { clause: 'RFC 4975 §8.6', message: 'a=accept-wrapped-types names no type' },
} as const

export type SdpSyntaxRule = keyof typeof sdpSyntaxRules
