import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { inflateSync } from 'node:zlib'
import { reportHtml } from '../html/report-html.ts'
import { isProgram } from '../installed-program.ts'
import { sampleLadders, sampleResults } from '../sample/sample-run.ts'
import { printPdf, PrintError } from './print-pdf.ts'

const chromium = '/usr/bin/chromium'

describe('report.pdf', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pdf-'))
  after(() => rmSync(folder, { recursive: true }))
  const report = join(folder, 'report.html')
  writeFileSync(report, reportHtml(sampleResults(), sampleLadders()))
  const pdf = join(folder, 'report.pdf')

  it(
    'has the pages of the report, tagged and with an outline',
    { skip: isProgram(chromium) ? false : 'no Chromium here' },
    async () => {
      await printPdf({ report, pdf, results: sampleResults(), chromium })
      const octets = readFileSync(pdf)
      assert.equal(octets.subarray(0, 5).toString(), '%PDF-')
      const text = objectsOf(octets)
      assert.ok((text.match(/\/Type \/Page\b(?!s)/g) ?? []).length >= 2, 'more than one page')
      assert.match(text, /\/Outlines /)
      assert.match(text, /\/StructTreeRoot /)
      assert.deepEqual(readdirSync(folder).sort(), ['report.html', 'report.pdf'])
    },
  )

  it('is not there in part when the browser fails', async () => {
    const broken = join(folder, 'browser')
    writeFileSync(broken, '#!/bin/sh\nexit 7\n')
    chmodSync(broken, 0o755)
    const other = join(folder, 'other.pdf')
    await assert.rejects(
      printPdf({ report, pdf: other, results: sampleResults(), chromium: broken }),
      (error: unknown) => {
        assert.ok(error instanceof PrintError)
        assert.match(error.message, /^.*browser could not print .*report\.html: /)
        return true
      },
    )
    assert.ok(!readdirSync(folder).some(name => name.startsWith('other')))
  })
})

/** The text of a PDF with its object streams inflated (ISO 32000-1 §7.5.7). */
function objectsOf(octets: Buffer): string {
  const text = octets.toString('latin1')
  const streams = [...text.matchAll(/\/Type \/ObjStm[^]*?stream\r?\n/g)].map(match =>
    inflateSync(octets.subarray(match.index + match[0].length), { finishFlush: 2 }).toString('latin1'),
  )
  return [text, ...streams].join('\n')
}
