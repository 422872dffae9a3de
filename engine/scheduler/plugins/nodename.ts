/** A Pod that names its node fits there only. Source: plugins/nodename. */
import { ClusterChange } from '../changes.ts'
import { type NodePlugin, refusal } from '../plugin.ts'

const NAME = 'NodeName'
const OTHER_NODE = refusal(NAME, true, "node(s) didn't match the requested node name")

/** The aspect: the wanted node's name. */
export const nodeName: NodePlugin<string> = {
  name: NAME,
  reads: 'node',
  aspect: (pod) => pod.spec.nodeName || undefined,
  key: (wanted) => wanted,
  filter: (wanted, node) => (node.name === wanted ? undefined : OTHER_NODE),
  wakes: [{ on: ClusterChange.NODE_ADD }],
}
