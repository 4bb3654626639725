import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { only, run } from './run-harness.ts'

const config = fileURLToPath(new URL('../docs/examples/command.config.ts', import.meta.url))

describe('the example of a command subject', () => {
  it('runs, and leaves what the IWF was told and what it wrote', async () => {
    const { exitCode, folder, results, stderr } = await run(['--config', config, ...only(['CAP-04', 'SES-01'])])
    assert.equal(exitCode, 0, stderr)
    assert.ok(folder && results)
    assert.equal(results.iwf.adapter, 'command')
    assert.equal(results.totals.pass, 2)
    const told = JSON.parse(readFileSync(join(folder, 'subject', 'iwf.json'), 'utf8')) as {
      readonly sip: { readonly port: unknown }
      readonly ssp: { readonly peers: readonly { readonly domain: string }[] }
    }
    assert.equal(typeof told.sip.port, 'number')
    assert.equal(told.ssp.peers[0]?.domain, 'imps.example')
    assert.match(readFileSync(join(folder, 'iwf.log'), 'utf8'), /^start: node reference-iwf\/bin\.js[^]*^ready: $/m)
  })
})
