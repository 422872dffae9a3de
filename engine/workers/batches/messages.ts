/**
 * Writes and watch events as messages that travel between a component and the API server, for slow motion.
 *
 * A write is seen when it lands, so its message is drawn from then on; the watch events follow it. Both take the time
 * the watch's hop takes, and never less than the eye needs: this is a picture of the order of things, not a measurement.
 */
import type { KObject } from '../../api/object.ts'
import type { Table } from '../../api/table.ts'
import type { Cluster } from '../../cluster.ts'
import type { Pod } from '../../kinds/types.ts'
import type { Message } from '../../protocol/batch.ts'

/** From this speed on messages are a blur, and the stub's weight says enough. */
export const MESSAGES_BELOW_SPEED = 5
/** Messages kept between two batches; what is beyond is not drawn. */
const MOST = 200
/** Real ms a message travels at least. */
const GLANCE_REAL_MS = 250
/** The write's part of the hop. */
const WRITE_SHARE = 0.4

export class MessageBatches {
  private kept: Message[] = []
  private seq = 0
  /** Component ids by resource watched. */
  private readonly watchers = new Map<string, string[]>()
  /** By actor number. */
  private readonly components: string[] = []
  /** Set by the session; nothing is kept while false. */
  wanted = false
  speed = 1

  constructor(private readonly cluster: Cluster) {
    for (const resource of ['pods', 'nodes']) this.watches(resource, 'scheduler')
    for (const { controller } of cluster.controllers) {
      for (const rule of controller.watches) this.watches(rule.resource, controller.name)
    }
  }

  get active(): boolean {
    return this.wanted && this.speed < MESSAGES_BELOW_SPEED
  }

  reset(): void {
    this.kept = []
  }

  mark(table: Table, before: KObject | undefined, after: KObject | undefined): void {
    if (!this.active || this.kept.length >= MOST) return
    const { clock, trace, latency } = this.cluster.server
    const hopMs = Math.max(latency.watch.meanMs, GLANCE_REAL_MS * this.speed)
    const landMs = clock.nowMs + hopMs * WRITE_SHARE
    const object = (after ?? before) as KObject
    const name = `${table.info.kind.toLowerCase()}/${object.metadata.name}`
    this.add('write', this.componentOf(trace.actor), writeText(table, before, after), name, clock.nowMs, landMs)
    const event = `${before === undefined ? 'ADDED' : after === undefined ? 'DELETED' : 'MODIFIED'} ${table.info.kind}`
    for (const component of this.watchers.get(table.info.resource) ?? []) {
      this.add('watch', component, event, name, landMs, landMs + hopMs)
    }
    const node = table.info.resource === 'pods' ? (object as Pod).spec.nodeName : undefined
    if (node) this.add('watch', `kubelet/${node}`, event, name, landMs, landMs + hopMs)
  }

  take(): Message[] | undefined {
    if (this.kept.length === 0) return undefined
    const taken = this.kept
    this.kept = []
    return taken
  }

  private add(
    kind: Message['kind'],
    component: string,
    text: string,
    object: string,
    departMs: number,
    arriveMs: number,
  ): void {
    if (this.kept.length < MOST) this.kept.push({ seq: ++this.seq, kind, component, text, object, departMs, arriveMs })
  }

  private watches(resource: string, component: string): void {
    const known = this.watchers.get(resource)
    if (known === undefined) this.watchers.set(resource, [component])
    else if (!known.includes(component)) known.push(component)
  }

  /** `you` for people and their clients; components act under their own names. */
  private componentOf(actor: number): string {
    let component = this.components[actor]
    if (component === undefined) {
      const name = this.cluster.server.trace.actorName(actor)
      component = name.startsWith('user') ? 'you' : name
      this.components[actor] = component
    }
    return component
  }
}

/** `POST Pod`, `PATCH Pod/status`, `POST Pod/binding`, `DELETE Pod`. */
function writeText({ info }: Table, before: KObject | undefined, after: KObject | undefined): string {
  if (before === undefined) return `POST ${info.kind}`
  if (after === undefined) return `DELETE ${info.kind}`
  if (info.resource === 'pods' && !(before as Pod).spec.nodeName && (after as Pod).spec.nodeName) {
    return 'POST Pod/binding'
  }
  const sameSpec = (before as { spec?: unknown }).spec === (after as { spec?: unknown }).spec
  const sameMeta = before.metadata.deletionTimestamp === after.metadata.deletionTimestamp
  const marked = !sameMeta && before.metadata.deletionTimestamp === undefined
  if (marked) return `DELETE ${info.kind}`
  return sameSpec && (before as { status?: unknown }).status !== (after as { status?: unknown }).status
    ? `PATCH ${info.kind}/status`
    : `PATCH ${info.kind}`
}
