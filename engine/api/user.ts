/** Who asks. */

export interface User {
  name: string
  groups: readonly string[]
}

/** The learner by default, and every component of the control plane. */
export const ADMIN: User = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] }
