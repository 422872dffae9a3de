/** Pods by the node they are on. */
import type { KObject } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Pod } from '../../kinds/types.ts'

/** The index the kubelets keep, too. */
export const BY_NODE_NAME = 'node'

export function indexByNode({ store }: ApiServer): void {
  const nodeName = (pod: KObject) => (pod as Pod).spec.nodeName
  store.table('pods').addIndex(BY_NODE_NAME, (pod) => nodeName(pod) || undefined, nodeName)
}
