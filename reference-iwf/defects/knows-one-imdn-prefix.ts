import type { Defect } from '../decisions.ts'

/** Finds a request for notifications only under the prefix "imdn". */
export const defect: Defect = correct => ({
  ...correct,
  notificationWanted: cpim =>
    cpim.headers.some(({ name }) => name === 'imdn.Disposition-Notification')
      ? correct.notificationWanted(cpim)
      : undefined,
})
