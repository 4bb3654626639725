import type { Dimensions } from '../../fixtures/catalogue/dimensions.ts'
import { withBrackets } from '../../protocols/sip/host-brackets.ts'
import type { SubjectAddresses } from './subject.ts'

/** Where the other side of SSP reaches the subject. */
export const sspUrl = ({ ssp }: Pick<SubjectAddresses, 'ssp'>, dimensions: Pick<Dimensions, 'ssp'>): string =>
  `${dimensions.ssp}://${withBrackets(ssp.host)}:${ssp.port}/`
