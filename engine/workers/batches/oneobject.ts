/** What views of one object share: which it is, how far the history of writes was read for it, and what was told of it last. */
import type { Cluster } from '../../cluster.ts'
import type { ObjectRef } from '../../protocol/object.ts'

/** A write as the store's history keeps it. */
type Change = NonNullable<ReturnType<Cluster['server']['store']['history']['change']>>

/** `T` is what the view is told; equal by its JSON, equal to the view. */
export abstract class OneObject<T> {
  private ref: ObjectRef | undefined
  private cursor = 0
  private told = ''

  constructor(protected readonly cluster: Cluster) {}

  /** Another object from here on; undefined while nobody looks. */
  show(ref: ObjectRef | undefined): void {
    if (ref?.name === this.ref?.name && ref?.namespace === this.ref?.namespace) return
    this.ref = ref
    this.reset()
  }

  /** Another cluster, or another time: nothing read so far counts. */
  reset(): void {
    this.cursor = 0
    this.told = ''
    this.forget()
  }

  /** What the view shows, when it changed since it was last taken. */
  take(): T | undefined {
    const found = this.ref && this.look(this.ref)
    if (found === undefined) return undefined
    const text = JSON.stringify(found)
    if (text === this.told) return undefined
    this.told = text
    return found
  }

  /** What is to be told of the object; undefined when it is not there. */
  protected abstract look(ref: ObjectRef): T | undefined

  /** Drops what was gathered from the history. */
  protected abstract forget(): void

  /** Nothing of the history was read yet. */
  protected get isFresh(): boolean {
    return this.cursor === 0
  }

  /** Reads what was written since it last looked; what was compacted away before is not there any more. */
  protected eachWrite(read: (change: Change) => void): void {
    const { history } = this.cluster.server.store
    for (let revision = Math.max(this.cursor + 1, history.oldest); revision <= history.newest; revision++) {
      const change = history.change(revision)
      if (change) read(change)
    }
    this.cursor = history.newest
  }
}
