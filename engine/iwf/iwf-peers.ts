import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Dimensions } from '../../fixtures/catalogue/dimensions.ts'
import { canaryText } from '../../fixtures/content/canary.ts'
import type { TlsOptions } from '../../protocols/wire/tls.ts'
import { Canary } from '../../simulators/canary/canary.ts'
import { ImpsServer } from '../../simulators/imps/imps-server.ts'
import { SimplePeer, type SimplePeerOptions } from '../../simulators/simple/simple-peer.ts'
import type { RunOptions } from '../run-options.ts'
import type { RunTls } from '../run-tls.ts'
import type { Ground } from '../stage.ts'
import type { PeerAddresses } from '../subject/subject.ts'
import { impsDomains, type RunDomains } from '../world.ts'
import { impsBounds, simpleBounds } from './peer-bounds.ts'
import { UntrustedHop } from './untrusted-hop.ts'

/** Around an IWF: a SIMPLE peer and IMPS servers, their sockets open. */
export interface IwfPeers {
  readonly domains: RunDomains
  readonly simple: SimplePeer
  /** The same domain behind an address that the implementation has no reason to trust. */
  readonly untrusted: UntrustedHop
  readonly canary: Canary
  /** A file with the text of the canary, as URL. */
  readonly canaryFile: string
  /** By domain. */
  readonly imps: ReadonlyMap<string, ImpsServer>
  /** Where they listen. */
  readonly addresses: PeerAddresses
}

export interface PeerSurroundings {
  readonly domains: RunDomains
  readonly dimensions: Dimensions
  readonly host: string
  readonly tls: RunTls
}

/** Opens the sockets of the peers. Rejects with a `WireError` when a port is taken. */
export async function openPeers(
  options: RunOptions,
  { domains, dimensions, host, tls }: PeerSurroundings,
  { writer, clock, random, bounds, opens }: Ground,
): Promise<IwfPeers> {
  const { configuration, pixit } = options
  const { peers: ports = {} } = configuration
  const simpleOptions: SimplePeerOptions = {
    domain: domains.sip,
    host,
    sipPort: ports.sipPort ?? 0,
    msrpPort: ports.msrpPort ?? 0,
    tlsPort: ports.sipTlsPort ?? 0,
    tls: tls.peer('SIMPLE peer', [domains.sip]),
    transport: dimensions.sip === 'mixed' ? 'tcp' : dimensions.sip,
    secureMedia: dimensions.msrp === 'tls',
    timers: { T1: pixit.T1, T2: pixit.T2, T4: pixit.T4 },
    msrpTimer: pixit.T_MSRP,
    bounds: simpleBounds(bounds),
    tap: writer,
    clock,
    random,
  }
  const simple = opens(new SimplePeer(simpleOptions))
  const facts = await simple.listen()
  const untrusted = opens(await UntrustedHop.open(simpleOptions))
  const canary = opens(await Canary.open({ host, text: canaryText, tap: writer }))
  const impsTls: TlsOptions = { ...tls.peer('IMPS servers', impsDomains(domains)), authenticates: 'host' }
  const imps = new Map<string, ImpsServer>()
  const ssp: Record<string, string> = {}
  for (const domain of impsDomains(domains)) {
    const server = opens(
      new ImpsServer({
        domain,
        local: { host, port: ports.sspPorts?.[domain] ?? 0 },
        binding: configuration.binding ?? 'project',
        bounds: impsBounds(bounds),
        setUpStepWithin: pixit.T_CAP,
        answerMode: dimensions.answers,
        scheme: dimensions.ssp,
        tls: impsTls,
        tap: writer,
        clock,
      }),
    )
    imps.set(domain, server)
    ssp[domain] = await server.listen()
  }
  return {
    domains,
    simple,
    untrusted,
    canary,
    canaryFile: writeCanary(join(options.folder, 'subject')),
    imps,
    addresses: { sip: facts.sip, msrp: facts.msrp, ssp },
  }
}

/** Leaves a file that nobody has a reason to read; gives its URL. */
function writeCanary(folder: string): string {
  const file = join(folder, 'canary.txt')
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, canaryText)
  return pathToFileURL(file).href
}
