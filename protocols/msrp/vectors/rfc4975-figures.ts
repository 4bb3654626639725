import type { MsrpSyntaxRule } from '../syntax-rules.ts'

/** A message of RFC 4975 as it is printed, with the rules that it breaks. */
export interface Figure {
  readonly name: string
  readonly clause: string
  readonly octets: Buffer
  /**
   * No Byte-Range of the figures counts its octets right, which every receiver has to survive (§7.3.1); those of §5.1
   * leave the paths out. That the responses have no header after From-Path, as the grammar of §9 asks, is taken for
   * lawful: nothing else stands in any response of the RFC.
   */
  readonly breaks: readonly MsrpSyntaxRule[]
}

const figure = (name: string, section: string, breaks: readonly MsrpSyntaxRule[], text: string): Figure => ({
  name,
  clause: `RFC 4975 §${section}`,
  octets: Buffer.from(text.replace(/^\n/, '').replace(/\n/g, '\r\n')),
  breaks,
})

export const figures: readonly Figure[] = [
  figure(
    'a message',
    '4',
    ['MSRP-SYN-23'],
    `
MSRP a786hjs2 SEND
To-Path: msrp://biloxi.example.com:12763/kjhd37s2s20w2a;tcp
From-Path: msrp://atlanta.example.com:7654/jshA7weztas;tcp
Message-ID: 87652491
Byte-Range: 1-25/25
Content-Type: text/plain

Hey Bob, are you there?
-------a786hjs2$
`,
  ),
  figure(
    'its response',
    '4',
    [],
    `
MSRP a786hjs2 200 OK
To-Path: msrp://atlanta.example.com:7654/jshA7weztas;tcp
From-Path: msrp://biloxi.example.com:12763/kjhd37s2s20w2a;tcp
-------a786hjs2$
`,
  ),
  figure(
    'the first chunk',
    '5.1',
    ['MSRP-SYN-09', 'MSRP-SYN-10'],
    `
MSRP dkei38sd SEND
Message-ID: 4564dpWd
Byte-Range: 1-*/8
Content-Type: text/plain

abcd
-------dkei38sd+
`,
  ),
  figure(
    'the second chunk',
    '5.1',
    ['MSRP-SYN-09', 'MSRP-SYN-10'],
    `
MSRP dkei38ia SEND
Message-ID: 4564dpWd
Byte-Range: 5-8/8
Content-Type: text/plain

EFGH
-------dkei38ia$
`,
  ),
  figure(
    'a message of Alice',
    '11.1',
    ['MSRP-SYN-23'],
    `
MSRP d93kswow SEND
To-Path: msrp://bob.example.com:8888/9di4eae923wzd;tcp
From-Path: msrp://alicepc.example.com:7777/iau39soe2843z;tcp
Message-ID: 12339sdqwer
Byte-Range: 1-16/16
Content-Type: text/plain

Hi, I'm Alice!
-------d93kswow$
`,
  ),
  figure(
    'the response of Bob',
    '11.1',
    [],
    `
MSRP d93kswow 200 OK
To-Path: msrp://alicepc.example.com:7777/iau39soe2843z;tcp
From-Path: msrp://bob.example.com:8888/9di4eae923wzd;tcp
-------d93kswow$
`,
  ),
  figure(
    'a message of Bob',
    '11.1',
    ['MSRP-SYN-23'],
    `
MSRP dkei38sd SEND
To-Path: msrp://alicepc.example.com:7777/iau39soe2843z;tcp
From-Path: msrp://bob.example.com:8888/9di4eae923wzd;tcp
Message-ID: 456s9wlk3
Byte-Range: 1-21/21
Content-Type: text/plain

Hi, Alice!  I'm Bob!
-------dkei38sd$
`,
  ),
  figure(
    'the response of Alice',
    '11.1',
    [],
    `
MSRP dkei38sd 200 OK
To-Path: msrp://bob.example.com:8888/9di4eae923wzd;tcp
From-Path: msrp://alicepc.example.com:7777/iau39soe2843z;tcp
-------dkei38sd$
`,
  ),
  figure(
    'XHTML',
    '11.2',
    ['MSRP-SYN-23'],
    `
MSRP dsdfoe38sd SEND
To-Path: msrp://alice.example.com:7777/iau39soe2843z;tcp
From-Path: msrp://bob.example.com:8888/9di4eae923wzd;tcp
Message-ID: 456so39s
Byte-Range: 1-374/374
Content-Type: application/xhtml+xml

<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html
PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"
"_http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd_">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
  <head>
    <title>FY2005 Results</title>
</head>
  <body>
   <p>See the results at <a
href="http://example.org/">example.org</a>.</p>
  </body>
</html>
-------dsdfoe38sd$
`,
  ),
  figure(
    'the first chunk of a CPIM message',
    '11.4',
    ['MSRP-SYN-23'],
    `
MSRP d93kswow SEND
To-Path: msrp://bobpc.example.com:8888/9di4eae923wzd;tcp
From-Path: msrp://alicepc.example.com:7654/iau39soe2843z;tcp
Message-ID: 12339sdqwer
Byte-Range: 1-137/148
Content-Type: message/cpim

To: Bob <sip:bob@example.com>
From: Alice <sip:alice@example.com>
DateTime: 2006-05-15T15:02:31-03:00

Content-Type: text/plain

ABCD
-------d93kswow+
`,
  ),
  figure(
    'the second chunk of a CPIM message',
    '11.4',
    ['MSRP-SYN-23'],
    `
MSRP op2nc9a SEND
To-Path: msrp://bobpc.example.com:8888/9di4eae923wzd;tcp
From-Path: msrp://alicepc.example.com:7654/iau39soe2843z;tcp
Message-ID: 12339sdqwer
Byte-Range: 138-148/148
Content-Type: message/cpim

1234567890
-------op2nc9a$
`,
  ),
  figure(
    'a message that wants no report',
    '11.5',
    ['MSRP-SYN-23'],
    `
MSRP d93kswow SEND
To-Path: msrp://alicepc.example.com:8888/9di4eae923wzd;tcp
From-Path: msrp://example.com:7777/iau39soe2843z;tcp
Message-ID: 12339sdqwer
Byte-Range: 1-38/38
Failure-Report: no
Success-Report: no
Content-Type: text/plain

This conference will end in 5 minutes
-------d93kswow$
`,
  ),
  figure(
    'a message that wants a success report',
    '11.6',
    ['MSRP-SYN-23'],
    `
MSRP d93kswow SEND
To-Path: msrp://bob.example.com:8888/9di4eae923wzd;tcp
From-Path: msrp://alicepc.example.com:7777/iau39soe2843z;tcp
Message-ID: 12339sdqwer
Byte-Range: 1-106/106
Success-Report: yes
Failure-Report: no
Content-Type: text/html

<html><body>
<p>Here is that important link...
<a href="http://www.example.com/foobar">foobar</a>
</p>
</body></html>
-------d93kswow$
`,
  ),
  figure(
    'the success report',
    '11.6',
    [],
    `
MSRP dkei38sd REPORT
To-Path: msrp://alicepc.example.com:7777/iau39soe2843z;tcp
From-Path: msrp://bob.example.com:8888/9di4eae923wzd;tcp
Message-ID: 12339sdqwer
Byte-Range: 1-106/106
Status: 000 200 OK
-------dkei38sd$
`,
  ),
]
