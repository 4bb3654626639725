import { profileConfiguration } from './profile-configuration.ts'

/** Every extension, combined queries, and whatever a lenient operator declares. */
export default profileConfiguration('permissive')
