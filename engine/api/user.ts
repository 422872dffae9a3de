/** Who asks. */

export interface User {
  name: string
  groups: readonly string[]
  uid?: string
  extra?: Readonly<Record<string, readonly string[]>>
}

export const AUTHENTICATED = 'system:authenticated'
export const UNAUTHENTICATED = 'system:unauthenticated'
export const ANONYMOUS = 'system:anonymous'
/** Its members may do everything, without a look at any rule. */
export const MASTERS = 'system:masters'

const ACCOUNTS = 'system:serviceaccounts'
const ACCOUNT_PREFIX = 'system:serviceaccount:'

/** The learner by default, and every component of the control plane. */
export const ADMIN: User = { name: 'kubernetes-admin', groups: [MASTERS, AUTHENTICATED] }

export const serviceAccountUser = (namespace: string, name: string): string => `${ACCOUNT_PREFIX}${namespace}:${name}`

/** Groups of every service account of a namespace. */
export const serviceAccountGroups = (namespace: string): string[] => [ACCOUNTS, `${ACCOUNTS}:${namespace}`]

/** The account a user name stands for; undefined for other users. */
export function parseServiceAccountUser(user: string): { namespace: string; name: string } | undefined {
  if (!user.startsWith(ACCOUNT_PREFIX)) return undefined
  const [namespace, name, ...rest] = user.slice(ACCOUNT_PREFIX.length).split(':')
  return namespace && name && rest.length === 0 ? { namespace, name } : undefined
}
