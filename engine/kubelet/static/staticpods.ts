/**
 * Pods that a machine runs by itself: from the files of its manifest directory (pkg/kubelet/config/file.go), whatever
 * the API server says and whether or not it can be reached. The kubelet hears of a change when the disk is written to.
 */
import { PagedInts } from '../../core/paged.ts'
import { isMirror } from '../../kinds/pod/mirror.ts'
import type { Pod } from '../../kinds/types.ts'
import type { Desk } from '../desk.ts'
import { ManifestTrouble, readManifest } from './manifest.ts'
import { Mirrors } from './mirrors.ts'
import type { Manifest } from './statics.ts'

/** Where kubeadm's kubelets look. */
const MANIFESTS = '/etc/kubernetes/manifests'

/** What follows; the pod worker connects it. */
export interface StaticConsequences {
  /** A static Pod is to run: its row is free. */
  begin(row: number, pod: Pod, node: number): void
  /** Its end begins; `ended` is to be called when it is over. */
  end(row: number, node: number, graceSeconds: number): void
  /** What the kubelet knows of it is to be told. */
  report(row: number): void
}

export class StaticPods {
  consequences: StaticConsequences = { begin() {}, end() {}, report() {} }
  private readonly mirrors: Mirrors
  /** Node row → 1 while a look is on the clock. */
  private readonly pending: PagedInts
  private readonly scanHandler: number

  constructor(private readonly desk: Desk) {
    const { checkpoints, clock } = desk.server
    this.mirrors = new Mirrors(desk, (row) => this.consequences.report(row))
    this.pending = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.scanHandler = clock.register('kubelet/manifests', (node) => this.scan(node))
  }

  /** The kubelet of a machine started; one whose disk nobody has written to has nothing to read. */
  started(node: number): void {
    if (this.desk.volumes.hostPaths.hasDisk(node)) this.look(node)
  }

  /** A volume was written to: perhaps the disk of a machine, perhaps its manifests. */
  written(volume: number): void {
    const { hostPaths } = this.desk.volumes
    const node = hostPaths.nodeOf(volume)
    if (node < 0) return
    hostPaths.awaitWrite(node)
    const before = this.desk.statics.manifests.get(node) ?? NO_MANIFESTS
    const files = this.files(node)
    if (files.length !== before.size || files.some(([path, text]) => before.get(path)?.text !== text)) this.look(node)
  }

  private look(node: number): void {
    const { desk } = this
    if (this.pending.get(node) === 1 || !desk.nodes.isUp(node)) return
    this.pending.set(node, 1)
    desk.server.clock.after(desk.nodes.hop('kubeletSync', node), this.scanHandler, node)
  }

  private scan(node: number): void {
    const { desk } = this
    this.pending.set(node, 0)
    const name = desk.nodes.node(node)?.metadata.name
    if (name === undefined || !desk.nodes.isUp(node)) return
    const before = desk.statics.manifests.get(node)
    const found = this.read(node, name, before ?? NO_MANIFESTS)
    desk.statics.manifests.set(node, found)
    desk.server.trace.begin(desk.nodes.actor(node), 'timer', desk.server.store.revision)
    this.apply(node, wanted(found))
    if (before === undefined) this.removeOrphans(node, name)
  }

  private files(node: number): [path: string, text: string][] {
    const { setups, nodes, volumes } = this.desk
    const name = nodes.node(node)?.metadata.name ?? ''
    const path = (setups(name).kubelet?.staticPodPath ?? MANIFESTS).replace(/\/+$/, '')
    return volumes.hostPaths.filesAt(node, path)
  }

  private read(node: number, nodeName: string, before: ReadonlyMap<string, Manifest>): Map<string, Manifest> {
    const { calendar, clock } = this.desk.server
    const seen = calendar.micros(clock.nowMs).replace(/\.?0+Z$/, 'Z')
    return new Map(
      this.files(node).map(([path, text]): [string, Manifest] => {
        const known = before.get(path)
        return [path, known?.text === text ? known : { text, pod: this.decoded(node, text, path, nodeName, seen) }]
      }),
    )
  }

  private decoded(node: number, text: string, path: string, nodeName: string, seen: string): Pod | undefined {
    try {
      return readManifest(text, path, nodeName, seen)
    } catch (error) {
      if (!(error instanceof ManifestTrouble)) throw error
      const what = `"Could not process manifest file" err=${JSON.stringify(error.message)} path="${path}"`
      this.desk.volumes.hostPaths.log(node, 'E', 'file.go:187', what)
      return undefined
    }
  }

  // ------------------------------------------------------------------------------------------------ beginning and end

  private apply(node: number, pods: ReadonlyMap<string, Pod>): void {
    const { statics, pods: table, works } = this.desk
    for (const row of [...statics.on(node)]) {
      const now = statics.podOf(row) as Pod
      const next = pods.get(keyOf(now))
      const isGoing = now.metadata.deletionTimestamp !== undefined
      if (!isGoing && next?.metadata.uid === now.metadata.uid) continue
      statics.succeed(row, next)
      if (!isGoing) this.end(node, row, now)
    }
    for (const pod of pods.values()) {
      const row = table.row(pod.metadata.namespace as string, pod.metadata.name)
      if (statics.podOf(row) === undefined && works.get(row) === undefined) this.begin(row, pod, node)
    }
  }

  private begin(row: number, pod: Pod, node: number): void {
    this.desk.statics.put(node, row, pod)
    this.consequences.begin(row, pod, node)
    if (this.desk.works.get(row) !== undefined) this.mirrors.sync(row)
  }

  private end(node: number, row: number, pod: Pod): void {
    const { calendar, clock } = this.desk.server
    const deletionTimestamp = calendar.seconds(clock.nowMs) as never
    this.desk.statics.put(node, row, { ...pod, metadata: { ...pod.metadata, deletionTimestamp } })
    this.consequences.end(row, node, pod.spec.terminationGracePeriodSeconds ?? 30)
  }

  /** A static Pod has ended because its file did: its mirror goes, and what is there now begins. */
  ended(row: number, node: number): void {
    const { desk } = this
    const next = desk.statics.take(node, row)
    const seen = desk.pods.get(row) as Pod | undefined
    if (seen !== undefined && isMirror(seen) && desk.nodes.isConnected(node)) this.mirrors.remove(seen)
    if (next !== undefined) this.begin(row, next, node)
  }

  // ------------------------------------------------------------------------------------------------ mirrors

  /** A look at a mirror that changed, or that mirrors nothing. */
  observe(row: number, seen: Pod | undefined): void {
    const { statics, works, nodes, volumes } = this.desk
    if (statics.podOf(row) !== undefined) {
      this.mirrors.sync(row)
      return
    }
    const node = nodes.rowOf(seen?.spec.nodeName ?? '')
    const hasRead = statics.manifests.get(node) !== undefined || !volumes.hostPaths.hasDisk(node)
    if (seen !== undefined && hasRead && works.get(row) === undefined && nodes.isConnected(node))
      this.mirrors.remove(seen)
  }

  /** Mirrors of what the machine no longer has. */
  private removeOrphans(node: number, name: string): void {
    const { pods, statics, nodes } = this.desk
    if (!nodes.isConnected(node)) return
    const orphans: Pod[] = []
    pods.eachIn('node', name, (object, row) => {
      if (isMirror(object as Pod) && statics.podOf(row) === undefined) orphans.push(object as Pod)
    })
    for (const orphan of orphans) this.mirrors.remove(orphan)
  }

  /** The control plane can be reached again. */
  returned(node: number, name: string): void {
    for (const row of this.desk.statics.on(node)) this.mirrors.sync(row)
    this.removeOrphans(node, name)
  }

  /** The machine died: it will read its files again when it comes up. */
  lose(node: number, lost: (row: number) => void): void {
    const { statics } = this.desk
    for (const row of [...statics.on(node)]) {
      lost(row)
      statics.take(node, row)
    }
    statics.manifests.set(node, undefined)
  }
}

const NO_MANIFESTS: ReadonlyMap<string, Manifest> = new Map()

const keyOf = ({ metadata }: Pod): string => `${metadata.namespace}/${metadata.name}`

/** By name: of two files that say the same name the later counts. */
const wanted = (found: ReadonlyMap<string, Manifest>): Map<string, Pod> =>
  new Map([...found.values()].flatMap(({ pod }): [string, Pod][] => (pod === undefined ? [] : [[keyOf(pod), pod]])))
