/** Tokens that kubelets ask for on behalf of Pods (pkg/kubelet/token). */
import type { ApiServer } from '../../api/server.ts'
import { API_AUDIENCE } from '../../api/tokens/authority.ts'
import type { Pod } from '../../kinds/types.ts'

const DEFAULT_SECONDS = 3600
const YEAR_SECONDS = 365 * 24 * 3600

/** A token of the Pod's account for an audience, bound to the Pod; '' when there is no such account. */
export function podToken(
  { store, tokens }: ApiServer,
  pod: Pod,
  audience: string | undefined,
  seconds = DEFAULT_SECONDS,
): string {
  const { namespace = '' } = pod.metadata
  const account = store.table('serviceaccounts').find(namespace, pod.spec.serviceAccountName ?? 'default')
  if (account === undefined) return ''
  return tokens.issue({ account, audiences: [audience ?? API_AUDIENCE], seconds, bound: { kind: 'Pod', object: pod } })
    .token
}

/** A token of an account that many Pods share, so bound to none of them. */
export function accountToken({ store, tokens }: ApiServer, namespace: string, name: string): string {
  const account = store.table('serviceaccounts').find(namespace, name)
  if (account === undefined) return ''
  return tokens.issue({ account, audiences: [API_AUDIENCE], seconds: YEAR_SECONDS }).token
}
