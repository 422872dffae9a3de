/**
 * The volume every Pod gets of its ServiceAccount: token, certificate, namespace. One a namespace and account, made when
 * a container first mounts it: 150,000 copies of the same three files would be most of the memory.
 */
import { toBytes } from '../../core/bytes.ts'
import type { Volumes } from '../../core/files.ts'
import { Intern } from '../../core/intern.ts'
import { PagedInts } from '../../core/paged.ts'
import type { ConfigMap, Pod, Volume } from '../../kinds/types.ts'
import type { VolumeDesk } from './volumedesk.ts'
import { accountToken } from './tokens.ts'

const PREFIX = 'kube-api-access-'
const ROOT_CA = 'kube-root-ca.crt'

export const isAccountVolume = ({ name, projected }: Volume): boolean =>
  projected !== undefined && name.startsWith(PREFIX)

export class AccountVolumes {
  private readonly keys = new Intern()
  /** Number of namespace and account → volume, +1. */
  private readonly volumes: PagedInts

  constructor(
    private readonly desk: VolumeDesk,
    private readonly disks: Volumes,
  ) {
    const { checkpoints, store } = desk.server
    this.volumes = checkpoints.register(new PagedInts(checkpoints.epoch))
    // The certificate may come after the first Pod of its namespace.
    store.watch('configmaps', (_row, _before, after) => {
      if (after?.metadata.name === ROOT_CA) this.refresh(after.metadata.namespace as string)
    })
    // So may the account itself.
    store.watch('serviceaccounts', (_row, before, after) => {
      if (before === undefined && after !== undefined) this.refresh(after.metadata.namespace as string)
    })
  }

  of(pod: Pod): number {
    const namespace = pod.metadata.namespace as string
    const account = pod.spec.serviceAccountName ?? 'default'
    const key = this.keyOf(namespace, account)
    const known = this.volumes.get(key) - 1
    if (known >= 0) return known
    const volume = this.disks.createVolume({ device: 'tmpfs' })
    this.volumes.set(key, volume + 1)
    this.write(volume, namespace, accountToken(this.desk.server, namespace, account))
    return volume
  }

  /** Pods of one account mostly come one after another. */
  private last = { namespace: '', account: '', key: -1 }

  private keyOf(namespace: string, account: string): number {
    const { last } = this
    if (last.namespace === namespace && last.account === account) return last.key
    this.last = { namespace, account, key: this.keys.number(`${namespace}/${account}`) }
    return this.last.key
  }

  private refresh(namespace: string): void {
    for (let key = 0; key < this.keys.size; key++) {
      const volume = this.volumes.get(key) - 1
      if (volume < 0 || !this.keys.text(key).startsWith(`${namespace}/`)) continue
      const account = this.keys.text(key).slice(namespace.length + 1)
      this.write(volume, namespace, accountToken(this.desk.server, namespace, account))
    }
  }

  private write(volume: number, namespace: string, token: string): void {
    const ca = (this.desk.server.store.table('configmaps').find(namespace, ROOT_CA) as ConfigMap | undefined)?.data
    this.disks.projectFiles(volume, [
      { path: 'token', data: token },
      ...(ca === undefined ? [] : [{ path: 'ca.crt', data: toBytes(ca['ca.crt'] ?? '') }]),
      { path: 'namespace', data: namespace },
    ])
  }
}
