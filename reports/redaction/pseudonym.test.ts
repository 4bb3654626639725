import assert from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { pseudonyms } from './pseudonym.ts'

const TOKEN = 'kwrfy1ktxuy2'
const { user, credential, content } = pseudonyms(Buffer.from('salt'), new Set([TOKEN]))
const latin1 = (text: string) => Buffer.from(text).toString('latin1')
const utf8 = (text: string) => Buffer.from(text, 'latin1').toString()

describe('a pseudonym', () => {
  it('is as long as what it stands for, and the same for the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        for (const of of [user, credential, content]) {
          assert.equal(of(latin1(text)).length, latin1(text).length)
          assert.equal(of(latin1(text)), of(latin1(text)))
        }
      }),
    )
  })

  it('is valid UTF-8 where the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        for (const of of [user, credential, content]) assert.ok(isUtf8(Buffer.from(of(latin1(text)), 'latin1')), text)
      }),
    )
  })

  it('is another under another salt', () => {
    const other = pseudonyms(Buffer.from('other'), new Set())
    assert.notEqual(other.user('alexandra'), user('alexandra'))
  })

  it('of a user keeps its grammar: letters, digits, punctuation and escapes each in their places', () => {
    assert.match(user('Al.ice-42+x%4Ay%2b'), /^[A-Z][a-z]\.[a-z]{3}-\d\d\+[a-z]%[45][0-9A-F][a-z]%2b$/)
    assert.notEqual(user('alexandra'), 'alexandra')
  })

  it('of a user is the same however the user is written', () => {
    assert.equal(user('ALEXANDRA').toLowerCase(), user('alexandra'))
    assert.equal(decodeURIComponent(user('al%65xandra')), user('alexandra'))
  })

  it('of a user keeps the token of an execution, and nothing that only looks like one', () => {
    assert.match(user(`alice-${TOKEN}`), new RegExp(`^[a-z]{5}-${TOKEN}$`))
    assert.notEqual(user(`alice-${TOKEN}`).slice(0, 5), 'alice')
    assert.ok(!user('monkeyking12345').includes('keyking12345'))
  })

  it('of hexadecimal digits is one of hexadecimal digits', () => {
    assert.match(credential('fef71e30fcd7993f45fa3f67bfc91ef0'), /^[0-9a-f]{32}$/)
    assert.notEqual(credential('fef71e30fcd7993f'), 'fef71e30fcd7993f')
  })

  it('of content tells words from gaps no more, and keeps what XML escapes and how', () => {
    assert.match(content('Hi, Bob! 100%'), /^[a-z]{13}$/)
    assert.equal(content('a&lt;b').replace('&lt;', '<'), content('a<b'))
    assert.equal(content('<![CDATA[ab]]>').slice(9, -3), content('ab'))
    assert.match(utf8(content(latin1('né\r\n'))), /^[a-z].\r\n$/u)
  })

  it('shows neither script nor octets of what is not ASCII', () => {
    for (const text of ['Привет, это секрет', '我们今晚八点见面', 'かぎのばしょ', '🎂🎁🎈'])
      for (const of of [user, content]) {
        const after = Array.from(utf8(of(latin1(text))))
        const before = new Set(Array.from(text).filter(character => character > '\x7f'))
        assert.ok(isUtf8(Buffer.from(of(latin1(text)), 'latin1')))
        assert.ok(after.filter(character => before.has(character)).length <= 1, after.join(''))
      }
    // windows-1251, and a picture
    const octets = String.fromCharCode(...Array.from({ length: 1024 }, (_, at) => (at * 7) % 256))
    const kept = Array.from(content(octets)).filter((octet, at) => octet === octets[at] && !/[<>&"'\r\n\t]/.test(octet))
    assert.ok(kept.length < 1024 / 8, `${kept.length} octets stay`)
    assert.match(content('\xcf\xf0\xe8\xe2\xe5\xf2'), /^[\xf8-\xff]{6}$/)
  })

  it('shows nothing of what is written as references or entities, and stays well-formed', () => {
    for (const of of [user, content]) {
      assert.match(of('&#115;&#x65;&#1089;'), /^&#\d{3};&#x[67][0-9a-f];&#\d{4};$/)
      assert.doesNotMatch(of('&#115;&#101;&#99;&#114;&#101;&#116;'), /^&#115;&#101;&#99;/)
      assert.doesNotMatch(of('&swordfish;'), /swordfish/)
    }
    assert.equal(content('a&#60;b').replace('&#60;', '<'), content('a<b'))
    assert.equal(content('&#13;&#xA;&quot;'), '&#13;&#xA;&quot;')
  })

  it('of a credential does not tell where letters and digits were', () => {
    const patterns = ['a', 'b', 'c', 'd'].map(of => credential(`${of}WxpY2U6c3dvcmRmaXNo`).replace(/\d/g, '0'))
    const classes = patterns.map(text => text.replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A'))
    assert.equal(new Set(classes).size, classes.length)
  })
})
