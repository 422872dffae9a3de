/** Binds a Pod to its node. Source: plugins/defaultbinder. */
import type { ApiServer } from '../../api/server.ts'
import type { Pod } from '../../kinds/types.ts'
import { assignPod } from '../../rules/binding.ts'

/** @throws StatusError when the API server refuses the binding */
export function bind({ store }: ApiServer, podRow: number, nodeName: string): Pod {
  return assignPod(store, store.table('pods'), podRow, nodeName)
}
