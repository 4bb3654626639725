import type { Address } from '../../protocols/wire/tap.ts'

/** Where a subject was told to listen, and whom it serves. */
export interface Place {
  readonly sip: Address
  readonly msrp: Address
  readonly ssp: Address
  readonly sipDomain: string
  /** URL of the IMPS server by domain. */
  readonly impsUrls: Readonly<Record<string, string>>
}

/** Reads the arguments that `hostile-subject.ts` gives. */
export function place(): Place {
  const [host = '', sip, msrp, ssp, sipDomain = '', impsUrls = '{}'] = process.argv.slice(2)
  const at = (port: string | undefined): Address => ({ host, port: Number(port) })
  return {
    sip: at(sip),
    msrp: at(msrp),
    ssp: at(ssp),
    sipDomain,
    impsUrls: JSON.parse(impsUrls) as Record<string, string>,
  }
}

/** Tells the harness that traffic may begin. */
export function ready(): void {
  process.stdout.write('ready\n')
}
