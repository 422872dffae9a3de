/** Session affinity: the endpoint a client was given stays its own while it comes back in time (kube-proxy, per node). */
import { Intern } from '../core/intern.ts'
import type { Checkpoints } from '../core/checkpoint.ts'
import { PagedArray } from '../core/paged.ts'
import type { Service } from '../kinds/types.ts'
import type { Endpoint } from './endpoints.ts'

const DEFAULT_SECONDS = 10_800

interface Stuck {
  readonly address: string
  readonly atMs: number
}

export class Affinity {
  private readonly keys = new Intern()
  private readonly stuck: PagedArray<Stuck>

  constructor(checkpoints: Checkpoints) {
    this.stuck = checkpoints.register(new PagedArray<Stuck>(checkpoints.epoch))
  }

  /** The endpoint of this client, or what `choose` says now. */
  pick(
    service: Service,
    node: string,
    client: string,
    from: readonly Endpoint[],
    nowMs: number,
    choose: () => Endpoint,
  ): Endpoint {
    const { spec, metadata } = service
    if (spec.sessionAffinity !== 'ClientIP') return choose()
    const key = this.keys.number(`${node} ${metadata.uid} ${client}`)
    const timeoutMs = (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_SECONDS) * 1000
    const before = this.stuck.get(key)
    const kept =
      before !== undefined && nowMs - before.atMs <= timeoutMs
        ? from.find(({ address }) => address === before.address)
        : undefined
    const endpoint = kept ?? choose()
    this.stuck.set(key, { address: endpoint.address, atMs: nowMs })
    return endpoint
  }
}
