/** Names of revisions. Source: pkg/controller/history ControllerRevisionName. */
const MAX_PREFIX = 223

/** `<owner>-<hash>`, the owner's name cut where the whole would be too long. */
export const revisionName = (owner: string, hash: string): string => `${owner.slice(0, MAX_PREFIX)}-${hash}`
