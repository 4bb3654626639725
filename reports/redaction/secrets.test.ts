import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Pseudonyms } from './pseudonym.ts'
import { findSecrets, replaced, Replacements } from './secrets.ts'

const TOKEN = 'kwrfy1ktxuy2'
/** So that a test sees what was found as what. */
const marks: Pseudonyms = {
  user: text => 'U'.repeat(text.length),
  credential: text => 'C'.repeat(text.length),
  content: text => 'T'.repeat(text.length),
}

function found(text: string): string {
  const replacements = new Replacements(text.length)
  findSecrets(text, new Set([TOKEN]), marks, replacements)
  return replaced(text, replacements.inOrder())
}

describe('users and credentials are found', () => {
  const cases: readonly [what: string, text: string, left: string][] = [
    ['in a SIP URI', 'From: "x" <sip:alice@sip.example>;tag=1', 'From: "U" <sip:UUUUU@sip.example>;tag=1'],
    ['with a password', '<sips:al:pw@a.example;transport=tcp>', '<sips:UUUUU@a.example;transport=tcp>'],
    ['with an apostrophe', "<sip:o'neil@x>", '<sip:UUUUUU@x>'],
    [
      'with a name',
      'From: Al Ice <im:al@x>\r\nX: "B \\"o" <sip:b@x>',
      'From: UUUUUU <im:UU@x>\r\nX: "UUUUU" <sip:U@x>',
    ],
    ['as one who owns an MSRP URI', 'To-Path: msrp://al@h:1/s;tcp', 'To-Path: msrp://UU@h:1/s;tcp'],
    ['with references in XML', '"wv&#58;bob&#x40;x"', '"wv&#58;UUU&#x40;x"'],
    ['with a subject', 'Subject: about\r\n al\r\nTo: <sip:@x>', 'Subject: TTTTTTTTTT\r\nTo: <sip:@x>'],
    ['in other schemes', 'im:al@x pres:bo@x SIP:cy@x', 'im:UU@x pres:UU@x SIP:UU@x'],
    ['in an IMPS address', '<User userID="wv:bob/home@x"/>', '<User userID="wv:UUUUUUUU@x"/>'],
    ['in one without domain', '<User userID="wv:bob"/>', '<User userID="wv:UUU"/>'],
    ['in a part of one', '<User userID="wv:bob/home"/>', '<User userID="wv:UUUUUUUU"/>'],
    ['as a telephone number', '<tel:+1-201-555-0123>', '<tel:UUUUUUUUUUUUUUU>'],
    ['escaped in another URI', '<sip:x@y?to=sip%3Aalice%40sip.example>', '<sip:U@y?to=sip%3AUUUUU%40sip.example>'],
    ['by their token, wherever they are', `"al-${TOKEN}" said`, `"${'U'.repeat(15)}" said`],
    [
      'in a digest',
      'Authorization: Digest username="al", realm="r", nonce="n1", uri="sip:x", response="ab", qop=auth, cnonce=cc\r\n',
      'Authorization: Digest username="UU", realm="r", nonce="CC", uri="sip:x", response="CC", qop=auth, cnonce=CC\r\n',
    ],
    [
      'in a challenge',
      'WWW-Authenticate: Digest nonce="n1", opaque="o"\r\n',
      'WWW-Authenticate: Digest nonce="CC", opaque="C"\r\n',
    ],
    [
      'in other schemes of authorisation',
      'Proxy-Authorization: Basic YTpi\r\nX: Basic y',
      'Proxy-Authorization: Basic CCCC\r\nX: Basic y',
    ],
    ['over folded lines', 'Authorization:\r\n Basic\r\n YTpi\r\nX: y', 'Authorization:\r\n Basic\r\n CCCC\r\nX: y'],
    ['in schemes of their own', 'Authorization: Key a="b",c\r\nX: y', 'Authorization: Key CCCCCCC\r\nX: y'],
    [
      'in a digest of another form',
      "Authorization: Digest username*=UTF-8''al",
      'Authorization: Digest username*=UUUUUUUUU',
    ],
    ['in a cookie', 'Set-Cookie: id=1; Secure\r\n', 'Set-Cookie: CCCCCCCCCCCC\r\n'],
    [
      'in the log-in of SSP',
      '<SecretToken>fe</SecretToken><PasswordDigest encoding="base64">Q==</PasswordDigest>',
      '<SecretToken>CC</SecretToken><PasswordDigest encoding="base64">CCC</PasswordDigest>',
    ],
    ['in a log-in as CDATA, with a prefix', '<a-b:SecretToken><![CDATA[fe]]></a', '<a-b:SecretToken>CCCCCCCCCCCCCC</a'],
    ['in a log-in that was cut off', '<PasswordDigest>fefe', '<PasswordDigest>CCCC'],
    [
      'in what a session is known by',
      'x-wv-sessionid: 5c17@sip.example\r\n<L sessionID="5c17@sip.example">',
      'x-wv-sessionid: CCCC@sip.example\r\n<L sessionID="CCCC@sip.example">',
    ],
  ]
  for (const [what, text, left] of cases) it(what, () => assert.equal(found(text), left))

  it('and nothing else is', () => {
    const plain = 'SIP/2.0 200 OK\r\nCall-ID: a@b\r\n<wv:@imps.example> sip:host.example msrp://h/s;tcp wv:@x'
    assert.equal(found(plain), plain)
  })

  it('once, where two would overlap', () => {
    assert.equal(found(`sip:al-${TOKEN}@x`), `sip:${'U'.repeat(15)}@x`)
  })

  it('in fields of any size', () => {
    const many = 'a'.repeat(1_000_000)
    const gaps = ' '.repeat(1_000_000)
    assert.equal(found(`From: "${many}" <sip:a@x>`), `From: "${'U'.repeat(many.length)}" <sip:U@x>`)
    assert.equal(found(`From: a${gaps}b${gaps}`), `From: a${gaps}b${gaps}`)
    assert.equal(
      found(`Authorization: Digest nonce="${many}", x="${many}`),
      `Authorization: Digest nonce="${'C'.repeat(many.length)}", x="${many}`,
    )
  })
})
