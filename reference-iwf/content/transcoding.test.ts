import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ClientProfile } from '../capability/client-profile.ts'
import { textOfHtml } from './text-of-html.ts'
import { transcoded, withTranscoding } from './transcoding.ts'

const text: ClientProfile = { any: false, types: new Map([['text/plain', 1000]]), anyLimit: undefined }
const html = { type: 'text/html;charset=UTF-8', octets: Buffer.from('<p>Hello <b>B&ouml;b</b> &amp; &#x41;nn</p>') }

test('HTML becomes what one reads of it', () => {
  assert.equal(textOfHtml('<p>one<br>two</p><p>1 &lt; 2</p><script>alert("<b>")</script>'), 'one\ntwo\n1 < 2')
})

test('what can be turned into a type of the client is taken, with the limit of that type', () => {
  const profile = withTranscoding(text, ['text/html>text/plain'])
  assert.equal(profile.types.get('text/html'), 1000)
  const { type, octets } = transcoded(html, profile)
  assert.equal(type, 'text/plain;charset=UTF-8')
  assert.equal(octets.toString(), 'Hello B&ouml;b & Ann')
})

test('nothing changes for a client that takes the type itself, or when nothing is declared', () => {
  const rich: ClientProfile = { ...text, types: new Map([...text.types, ['text/html', 50] as const]) }
  assert.equal(withTranscoding(rich, ['text/html>text/plain']), rich)
  assert.equal(withTranscoding(text, ['image/gif>image/png']), text)
  assert.equal(transcoded(html, text), html)
})
