import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { unfolded } from '../sample/unfolded.ts'
import { folded } from './folded.ts'
import { markup } from './template.ts'

describe('folded', () => {
  it('gives the same mark-up back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const content = markup`<p>${text}</p>`
        assert.equal(unfolded(`<div>${folded(content).text}</div>`), `<div>${content.text}</div>`)
      }),
    )
  })
  it('shows nothing of the content, and nothing that could end its element', () => {
    assert.match(folded(markup`<b>${'</script>'}</b>`).text, /^<script type="[\w/-]+">[\w+/=]+<\/script>$/)
  })
})
