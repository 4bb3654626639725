import { profileConfiguration } from './profile-configuration.ts'

/** What `harness.config.ts` runs: separate queries, AUTO, no extensions. */
export default profileConfiguration('plain')
