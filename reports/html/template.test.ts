import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { dataScript, markup, verbatim } from './template.ts'

describe('markup', () => {
  it('escapes text in content and in quoted attributes', () => {
    const text = `<script>alert("1")</script> & 'x'`
    const escaped = '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;'
    assert.equal(markup`<p title="${text}">${text}</p>`.text, `<p title="${escaped}">${escaped}</p>`)
  })
  it('keeps what is mark-up already, joins lists, and writes nothing for false and undefined', () => {
    assert.equal(
      markup`<ul>${['a', '<'].map(item => markup`<li>${item}</li>`)}${false}${undefined}${0}</ul>`.text,
      '<ul><li>a</li><li>&lt;</li>0</ul>',
    )
    assert.equal(markup`${verbatim('<b>')}`.text, '<b>')
  })
  it('leaves the layout of the template out, and keeps that of the text', () => {
    const text = 'one\n  two'
    assert.equal(
      markup`
        <p>
          ${text}
        </p>`.text,
      '<p>one\n  two</p>',
    )
  })
  it('keeps words apart that the template has on two lines', () => {
    assert.equal(
      markup`<p>one
        two
        <b>three</b></p>`.text,
      '<p>one two<b>three</b></p>',
    )
  })
  it('shows what a reader could not see', () => {
    assert.equal(markup`${'a\0b\x1b[2J\u202ec\ud800'}`.text, 'a\\u{0}b\\u{1b}[2J\\u{202e}c\\u{d800}')
  })
  it('shows every mark that turns the direction of text (UAX #9 §2), and every one that is not seen', () => {
    const marks = '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u00ad\u200b\ufeff\u{e0041}'
    const shown = Array.from(marks, mark => `\\u{${mark.codePointAt(0)!.toString(16)}}`).join('')
    assert.equal(markup`${marks}`.text, shown)
  })
  it('never lets text become mark-up', () => {
    const hostile = fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", '/', '!', '-', '\0', 'script', 'x') })
    fc.assert(fc.property(hostile, text => !/[<>"']/.test(markup`${text}`.text)))
  })
})

const codes = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
const anything = fc.oneof(
  codes.map(each => String.fromCharCode(...each)),
  fc.constantFrom('</script>', '<!--', ']]>', '\u2028'),
)

describe('dataScript', () => {
  it('holds any data without ending its element', () => {
    fc.assert(
      fc.property(fc.array(anything), data => {
        const [, json] = /^<script type="application\/json" data-octets="CAP-04">([^<]*)<\/script>$/.exec(
          dataScript('CAP-04', data).text,
        )!
        assert.deepEqual(JSON.parse(json!), data)
      }),
    )
  })
})
