import type { Defect } from '../decisions.ts'

/** Takes an accepted connection for that of the session that waits longest, and sends before the first SEND has come. */
export const defect: Defect = correct => ({
  ...correct,
  onUnclaimedConnection: (connection, waiting) => {
    const [oldest] = waiting
    oldest?.bind(connection)
  },
})
