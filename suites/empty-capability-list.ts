import { set } from '../fixtures/expectations/expectation-set.ts'

/**
 * What an INVITE gets of which the capability answer says nothing: accepted with a text profile; to refuse it as
 * unavailable or as incompatible is tolerated (AMB-23, decision 24).
 */
export const EMPTY_LIST = set('an empty list', [200], [200], [480, 488])
