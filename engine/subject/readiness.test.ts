import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, afterEach, before, describe, it } from 'node:test'
import nock from 'nock'
import { answersHttp, listens } from './readiness.ts'

const never = new AbortController().signal

describe('answersHttp', () => {
  before(() => nock.disableNetConnect())
  afterEach(() => {
    const missing = nock.pendingMocks()
    nock.cleanAll()
    assert.deepEqual(missing, [])
  })
  after(() => {
    nock.enableNetConnect()
    nock.restore()
  })
  const healthUrl = 'http://iwf.example:8080/health'
  const health = () => nock('http://iwf.example:8080').get('/health')

  it('asks until the answer is 2xx', async () => {
    health().times(2).reply(503)
    health().reply(204)
    await answersHttp(healthUrl, never)
  })

  it('takes a refused connection for a no', async () => {
    health().replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
    health().reply(200, 'up')
    await answersHttp(healthUrl, never)
  })

  it('stops asking when it does not matter any more', async () => {
    const abandon = new AbortController()
    health().reply(() => {
      abandon.abort()
      return [503]
    })
    await answersHttp(healthUrl, abandon.signal)
  })
})

describe('listens', () => {
  it('resolves once somebody does', async () => {
    const server = createServer(socket => socket.destroy())
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    server.close()
    const address = { host: '127.0.0.1', port }
    let listening = false
    const found = listens(address, never).then(() => assert.ok(listening))
    await new Promise<void>(resolve => setImmediate(resolve))
    listening = true
    server.listen(port, '127.0.0.1')
    await found
    server.close()
  })
})
