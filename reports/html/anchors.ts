/** Names of the places in the report that can be linked to. They are stable: `report.html#CAP-04/m7`. */
export const messageAnchor = (execution: string, message: number): string => `${execution}/m${message}`
export const requirementAnchor = (id: string): string => id
export const ruleAnchor = (id: string): string => `rule:${id}`
export const groupAnchor = (group: string): string => `group:${group}`
export const ambiguityAnchor = (id: string): string => id
/** An attempt that a later one supersedes: its row's name is taken by the later one. */
export const attemptAnchor = (execution: string): string => `attempt:${execution}`

/** The link to an anchor; `#` and `%` occur in names of repeated executions. */
export const linkTo = (anchor: string): string => `#${encodeURI(anchor).replaceAll('#', '%23')}`
