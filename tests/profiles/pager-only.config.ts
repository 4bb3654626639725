import { profileConfiguration } from './profile-configuration.ts'

/** No sessions: MESSAGE both ways. */
export default profileConfiguration('pagerOnly')
