/**
 * Volumes of Pods on their nodes (pkg/kubelet/volumemanager): made before the sandbox, mounted in containers, kept up to
 * date where they show objects of the API, gone with the Pod.
 */
import type { Mount, Volumes } from '../../core/files.ts'
import { hash32, hashText } from '../../core/random.ts'
import { PagedInts } from '../../core/paged.ts'
import { Records } from '../../core/records.ts'
import { value } from '../../api/quantityvalue.ts'
import type { ConfigMap, Container, Node, Pod, Secret, Volume } from '../../kinds/types.ts'
import type { VolumeDesk } from './volumedesk.ts'
import { expandSubPath, type Variables } from '../environment/command.ts'
import { ConfigTrouble } from '../environment/variables.ts'
import { Claims } from './claims.ts'
import { filesOf, isProjected, type VolumeSources, VolumeTrouble, type VolumeWhere } from './content.ts'
import { HostPaths } from './hostpaths.ts'
import { imageVolume } from './imagevolume.ts'
import { AccountVolumes, isAccountVolume } from './accounts.ts'
import { PodVolumes } from './podvolumes.ts'
import { podToken } from './tokens.ts'

/** How often a kubelet looks whether what a volume shows has changed (syncFrequency). */
const SYNC_MS = 60_000

export class VolumeManager {
  private readonly pods: Records<PodVolumes>
  private readonly accounts: AccountVolumes
  readonly hostPaths: HostPaths
  private readonly claims: Claims
  /** By Pod row: 1 while a look is on the clock. */
  private readonly pending: PagedInts
  private readonly syncHandler: number

  constructor(
    private readonly desk: VolumeDesk,
    private readonly disks: Volumes,
  ) {
    const { checkpoints, clock } = desk.server
    this.pods = new Records<PodVolumes>(checkpoints)
    this.pending = checkpoints.register(new PagedInts(checkpoints.epoch))
    this.accounts = new AccountVolumes(desk, disks)
    this.hostPaths = new HostPaths(desk, disks)
    this.claims = new Claims(desk, disks, this.hostPaths)
    this.syncHandler = clock.register('kubelet/volumeSync', (row) => this.sync(row), { periodic: true })
  }

  // ------------------------------------------------------------------------------------------------ making

  /** Makes what the Pod does not have yet. @throws VolumeTrouble for the first that cannot be, in an event's words */
  setUp(row: number, pod: Pod, node: number): void {
    const volumes = pod.spec.volumes
    if (!volumes?.length || (volumes.length === 1 && isAccountVolume(volumes[0] as Volume))) return
    let made = this.pods.own(row)
    if (made === undefined || made.uid !== pod.metadata.uid) {
      made = new PodVolumes(
        pod.metadata.uid,
        volumes,
        volumes.map(() => -1),
      )
      this.pods.put(row, made)
    }
    for (let i = 0; i < volumes.length; i++) {
      if (made.numbers[i] === -1) made.numbers[i] = this.named(row, pod, volumes[i] as Volume, node)
    }
  }

  /** Claims speak for themselves; of all else the event names the volume. */
  private named(row: number, pod: Pod, volume: Volume, node: number): number {
    try {
      return this.make(row, pod, volume, node)
    } catch (error) {
      if (!(error instanceof VolumeTrouble) || volume.persistentVolumeClaim || volume.ephemeral) throw error
      throw new VolumeTrouble(`MountVolume.SetUp failed for volume "${volume.name}" : ${error.message}`)
    }
  }

  private make(row: number, pod: Pod, volume: Volume, node: number): number {
    if (isAccountVolume(volume)) return this.accounts.of(pod)
    const fsGroup = pod.spec.securityContext?.fsGroup
    const group = fsGroup === undefined ? {} : { fsGroup }
    if (isProjected(volume)) {
      const files = filesOf(volume, pod, this.sourcesOf(pod), this.whereOf(row, pod, node))
      const number = this.disks.createVolume({ ...group, device: 'tmpfs' })
      this.disks.projectFiles(number, files)
      return number
    }
    const image = imageVolume(volume)
    if (image !== undefined) return this.disks.createVolume({ image, device: 'overlay' })
    if (volume.persistentVolumeClaim || volume.ephemeral) return this.claims.mount(row, pod, volume, node, group)
    if (volume.hostPath) return this.hostPaths.open(node, volume.hostPath.path, volume.hostPath.type ?? '')
    const { medium = '', sizeLimit } = volume.emptyDir ?? {}
    // What is in memory cannot grow beyond its limit; on disk the kubelet ends the Pod when it has.
    const capacity = sizeLimit && medium !== '' ? { capacityBytes: value(String(sizeLimit)) } : {}
    return this.disks.createVolume({
      mode: 0o777,
      ...group,
      ...capacity,
      device: medium === '' ? '/dev/sda1' : 'tmpfs',
    })
  }

  private whereOf(row: number, { status }: Pod, node: number): VolumeWhere {
    const { desk } = this
    const ip = desk.works.get(row)?.podIP || (status.podIP ?? '')
    return {
      podIPs: [ip],
      hostIPs: [desk.nodes.addresses.hostIP(node)],
      node: desk.nodes.node(node) as Node | undefined,
    }
  }

  private sourcesOf(pod: Pod): VolumeSources {
    const { store } = this.desk.server
    const namespace = pod.metadata.namespace as string
    return {
      configMap: (name) => store.table('configmaps').find(namespace, name) as ConfigMap | undefined,
      secret: (name) => store.table('secrets').find(namespace, name) as Secret | undefined,
      token: (audience, seconds) => podToken(this.desk.server, pod, audience, seconds),
    }
  }

  // ------------------------------------------------------------------------------------------------ mounting

  private readonly plainMounts = new WeakMap<Container, { volume: number; mounts: readonly Mount[] }>()

  /**
   * Where a container sees the Pod's volumes; undefined when it mounts none.
   * @param values its variables, where it refers to any
   * @throws ConfigTrouble
   */
  mountsOf(row: number, pod: Pod, spec: Container, values: Variables | undefined): readonly Mount[] | undefined {
    const wanted = spec.volumeMounts
    if (!wanted?.length) return undefined
    const volumes = pod.spec.volumes ?? []
    const made = this.pods.get(row)
    if (made === undefined) return this.accountMounts(pod, spec)
    return wanted.flatMap(({ name, mountPath, readOnly, subPath, subPathExpr }) => {
      const at = volumes.findIndex((volume) => volume.name === name)
      const number = made.numbers[at] ?? -1
      if (number < 0) return []
      const below = subPathExpr ? expanded(subPathExpr, values ?? NO_VARIABLES) : (subPath ?? '')
      const path = joined(this.rootOf(volumes[at] as Volume, pod), below)
      return [
        {
          path: realPath(mountPath),
          volume: number,
          ...(path !== '' && { subPath: path }),
          ...((readOnly || imageVolume(volumes[at] as Volume) !== undefined) && { readOnly: true }),
        },
      ]
    })
  }

  /** Most Pods mount their account's token and nothing else: one list for all of a template. */
  private accountMounts(pod: Pod, spec: Container): readonly Mount[] {
    const volume = this.accounts.of(pod)
    let known = this.plainMounts.get(spec)
    if (known === undefined || known.volume !== volume) {
      const mounts = (spec.volumeMounts ?? []).map(({ mountPath }) => ({
        path: realPath(mountPath),
        volume,
        readOnly: true,
      }))
      known = { volume, mounts }
      this.plainMounts.set(spec, known)
    }
    return known.mounts
  }

  /** Host paths, and claims on them, are below the root of the machine's own disk. */
  private rootOf(volume: Volume, pod: Pod): string {
    if (volume.hostPath) return volume.hostPath.path
    return volume.persistentVolumeClaim || volume.ephemeral ? this.claims.rootOf(pod, volume) : ''
  }

  // ------------------------------------------------------------------------------------------------ keeping up to date

  /** Something a Pod's volumes show may have changed: the kubelet finds out at its next look. */
  changed(row: number, soon: boolean): void {
    if (this.pods.get(row) === undefined || this.pending.get(row) === 1) return
    this.pending.set(row, 1)
    const { clock, random } = this.desk.server
    const phase = hash32(random.seed, hashText(this.pods.get(row)?.uid as string), 13) % SYNC_MS
    const next = soon ? clock.nowMs + 1000 : Math.ceil((clock.nowMs + 1 - phase) / SYNC_MS) * SYNC_MS + phase
    clock.at(next, this.syncHandler, row)
  }

  private sync(row: number): void {
    this.pending.set(row, 0)
    const { desk } = this
    const [made, pod, work] = [this.pods.get(row), desk.pod(row), desk.works.get(row)]
    if (!made || !pod || !work || made.uid !== pod.metadata.uid) return
    if (!desk.nodes.isConnected(work.node)) return
    const sources = this.sourcesOf(pod)
    ;(pod.spec.volumes ?? []).forEach((volume, i) => {
      const number = made.numbers[i] ?? -1
      if (number < 0 || !isProjected(volume) || isAccountVolume(volume)) return
      try {
        this.disks.projectFiles(number, filesOf(volume, pod, sources, this.whereOf(row, pod, work.node)))
      } catch (error) {
        // What was there stays when its source is gone.
        if (!(error instanceof VolumeTrouble)) throw error
      }
    })
  }

  // ------------------------------------------------------------------------------------------------ the end

  /** The Pod is gone from its node, and what was its own with it. */
  tearDown(row: number): void {
    const made = this.pods.get(row)
    if (made === undefined) return
    made.numbers.forEach((number, i) => {
      const volume = made.volumes[i] as Volume
      if (number < 0 || isAccountVolume(volume) || volume.hostPath) return
      if (volume.persistentVolumeClaim || volume.ephemeral) return
      this.disks.removeVolume(number)
    })
    if (made.volumes.some((volume) => volume.persistentVolumeClaim || volume.ephemeral)) this.claims.unmount(row)
    this.pods.put(row, undefined)
  }

  /** Bytes in the emptyDirs of a Pod, by volume, for limits. */
  usage(row: number, pod: Pod): { volume: Volume; bytes: number }[] {
    const made = this.pods.get(row)
    return (pod.spec.volumes ?? []).flatMap((volume, i) => {
      const number = made?.numbers[i] ?? -1
      return volume.emptyDir && number >= 0 ? [{ volume, bytes: this.disks.volumeBytes(number) }] : []
    })
  }
}

const NO_VARIABLES: Variables = new Map()

function expanded(expression: string, values: Variables): string {
  const path = expandSubPath(expression, values)
  if (path === undefined) throw new ConfigTrouble(`missing value for a variable of subPathExpr ${expression}`)
  return path
}

const joined = (root: string, path: string): string => (root === '' || path === '' ? root + path : `${root}/${path}`)

/** Mounts follow the links of the image they are put over: `/var/run` is one to `/run` in every image. */
const realPath = (path: string): string => (path.startsWith('/var/run/') ? path.slice('/var'.length) : path)
