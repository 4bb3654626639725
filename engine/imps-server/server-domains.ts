/** The domain of the IWF, whose part the harness plays, and that of the IMPS server under test. */
export interface ServerDomains {
  readonly sip: string
  readonly imps: string
}
