import { profileConfiguration } from './profile-configuration.ts'

/** MESSAGE to SIMPLE users, and a session of its own for each message that is too large for it. */
export default profileConfiguration('largeMessages')
