/**
 * Mirror Pods: how a static Pod is seen through the API server (kubelet.go syncPod, pod/mirror_client.go). Whoever
 * deletes one sees it come back; only the machine's own file decides.
 */
import { StatusError } from '../../api/errors.ts'
import type { Draft } from '../../api/object.ts'
import { isMirror, MIRROR } from '../../kinds/pod/mirror.ts'
import type { Node, Pod } from '../../kinds/types.ts'
import type { Desk } from '../desk.ts'
import { CONFIG_HASH, isOf } from './manifest.ts'

/** A mirror that could not be made is tried again when the worker next looks at its Pod (syncFrequency). */
const RETRY_MS = 60_000

export class Mirrors {
  private readonly retryHandler: number

  constructor(
    private readonly desk: Desk,
    /** A mirror is there now: what the kubelet knows is told through it. */
    private readonly made: (row: number) => void,
  ) {
    this.retryHandler = desk.server.clock.register('kubelet/mirror', (row) => this.sync(row), { periodic: true })
  }

  /** Makes the mirror of a row's static Pod what it should be. */
  sync(row: number): void {
    const { desk } = this
    const pod = desk.statics.podOf(row)
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return
    const node = desk.nodes.rowOf(pod.spec.nodeName as string)
    if (!desk.nodes.isConnected(node)) return
    const seen = desk.pods.get(row) as Pod | undefined
    if (seen !== undefined && isOf(seen, pod) && seen.metadata.deletionTimestamp === undefined) return
    if (seen !== undefined) {
      // Somebody else's Pod has the name: nothing can be shown before it is gone.
      if (!isMirror(seen)) return
      this.remove(seen)
    }
    this.make(row, pod, node)
  }

  private make(row: number, pod: Pod, node: number): void {
    const { desk } = this
    const object = desk.nodes.node(node) as Node
    desk.server.trace.begin(desk.nodes.actor(node), 'timer', desk.server.store.revision)
    try {
      desk.server.verbs.create<Pod>(desk.pods, mirrorOf(pod, object))
      this.made(row)
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      desk.server.clock.after(RETRY_MS, this.retryHandler, row)
    }
  }

  /** Deletes a mirror at once. */
  remove({ metadata }: Pod): void {
    const { server, pods } = this.desk
    server.verbs.delete(pods, metadata.namespace as string, metadata.name, {
      gracePeriodSeconds: 0,
      preconditions: { uid: metadata.uid },
    })
  }
}

function mirrorOf({ metadata, spec }: Pod, node: Node): Draft<Pod> {
  const { name, namespace, labels, annotations } = metadata
  const owner = { apiVersion: 'v1', kind: 'Node', name: node.metadata.name, uid: node.metadata.uid, controller: true }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      ...(labels && { labels }),
      annotations: { ...annotations, [MIRROR]: annotations?.[CONFIG_HASH] as string },
      ownerReferences: [owner],
    },
    spec,
  } as unknown as Draft<Pod>
}
