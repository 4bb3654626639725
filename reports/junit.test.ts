import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { XmlDocument } from 'libxml2-wasm'
import { junit } from './junit.ts'
import { sampleResults } from './sample/sample-run.ts'

interface Outcome {
  readonly message: string
  readonly type?: string
  readonly '#text'?: string
}
interface TestCase {
  readonly name: string
  readonly failure?: Outcome
  readonly error?: Outcome
  readonly skipped?: Outcome
  readonly 'system-out'?: string
}
interface Suite {
  readonly name: string
  readonly tests: string
  readonly failures: string
  readonly errors: string
  readonly skipped: string
  readonly properties: { readonly property: readonly { readonly name: string; readonly value: string }[] }
  readonly testcase: readonly TestCase[]
}
interface Root {
  readonly tests: string
  readonly failures: string
  readonly errors: string
  readonly testsuite: readonly Suite[]
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: name => ['testsuite', 'testcase', 'property'].includes(name),
})
const parse = (xml: string): Root => (parser.parse(xml) as { testsuites: Root }).testsuites

const root = parse(junit(sampleResults()))
const testCase = (id: string): TestCase =>
  root.testsuite.flatMap(suite => suite.testcase).find(test => test.name.startsWith(`${id} `))!

describe('junit.xml', () => {
  it('has a suite per group in the order of the run, and the rules as a suite of their own', () => {
    const names = root.testsuite.map(suite => suite.name)
    assert.deepEqual(names, ['capability', 'blocklist', 'session', 'robustness', 'rules'])
  })

  it('counts in attributes what stands in elements, in each suite and in all', () => {
    for (const suite of root.testsuite) {
      const count = (key: 'failure' | 'error' | 'skipped') =>
        suite.testcase.filter(test => test[key] !== undefined).length
      assert.equal(Number(suite.tests), suite.testcase.length)
      assert.equal(Number(suite.failures), count('failure'))
      assert.equal(Number(suite.errors), count('error'))
      assert.equal(Number(suite.skipped), count('skipped'))
    }
    for (const key of ['tests', 'failures', 'errors'] as const)
      assert.equal(
        Number(root[key]),
        root.testsuite.reduce((sum, suite) => sum + Number(suite[key]), 0),
      )
  })

  it('tells fail, inconclusive, error and not applicable apart', () => {
    assert.match(testCase('CAP-04').failure!.message, /^R-09 \(must\)/)
    assert.equal(testCase('CAP-04').failure!.type, 'fail')
    assert.equal(testCase('BLK-05').error!.type, 'inconclusive')
    assert.equal(testCase('ROB-03').error!.type, 'error')
    assert.match(testCase('SES-09').skipped!.message, /^ICS-12 is no/)
  })

  it('lets a warning pass and says what it warns of', () => {
    const { failure, error, skipped, 'system-out': said } = testCase('BLK-01')
    assert.deepEqual([failure, error, skipped], [undefined, undefined, undefined])
    assert.match(said!, /^verdict: warn\nBLK-01: violated: R-05 \(should\)/)
  })

  it('names the messages that prove a failure', () => {
    assert.match(testCase('CAP-04').failure!['#text']!, /\[offends m4, cause m6\]/)
  })

  it('fails a violated rule and skips one that nothing was observed of', () => {
    assert.match(testCase('SIP-SYN-03').failure!['#text']!, /CAP-04 m2: a header line has no colon/)
    assert.equal(testCase('CROSSTALK').failure, undefined)
    assert.notEqual(testCase('MSRP-SYN-01').skipped, undefined)
  })

  it('is well-formed whatever a title or a reason contains', () => {
    const sample = sampleResults()
    const unit = fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.constantFrom(0, 0x1b, 0x26, 0x3c, 0x5d, 0xd800, 0xfffe),
    )
    const anything = fc.array(unit, { maxLength: 40 }).map(codes => String.fromCharCode(...codes))
    fc.assert(
      fc.property(anything, text => {
        const [first] = sample.cases
        const broken = { ...first!, title: text, verdict: 'error' as const, remarks: [text] }
        const xml = junit({ ...sample, cases: [broken] })
        XmlDocument.fromString(xml).dispose()
      }),
      { numRuns: 60 },
    )
  })
})
