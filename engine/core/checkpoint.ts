/** Checkpoints of a whole engine: every stateful part registers once; taking one costs a pointer a part. */
import { invariant } from './invariant.ts'
import { type Checkpointable, Epoch } from './paged.ts'

/** A moment that can be returned to; plain handles, valid for the engine that made it. */
export interface Checkpoint {
  readonly saved: readonly unknown[]
}

/** The list of all stateful parts of one engine, in registration order. */
export class Checkpoints {
  readonly epoch = new Epoch()
  private readonly parts: Checkpointable[] = []
  /** What each part was when it joined: what it is again in a checkpoint taken before that. */
  private readonly first: unknown[] = []
  /** Numbers of parts that `forget` leaves alone. */
  private readonly lasting = new Set<number>()
  private isLasting = false

  /** Adds a part as it is now; returns it so that a field can be initialised in one line. */
  register<T extends Checkpointable>(part: T): T {
    if (this.isLasting) this.lasting.add(this.parts.length)
    this.parts.push(part)
    this.first.push(part.save())
    this.epoch.value++
    return part
  }

  /** Parts registered so far; two such numbers name the parts of whoever registered in between. */
  get size(): number {
    return this.parts.length
  }

  /** Parts that `make` registers belong to the store: they stay when the component that asked for them is restarted. */
  asLasting<T>(make: () => T): T {
    this.isLasting = true
    const made = make()
    this.isLasting = false
    return made
  }

  /** Makes parts [from, to) what they were when they joined: the memory of a component that is restarted. */
  forget(from: number, to: number): void {
    this.epoch.value++
    for (let i = from; i < to; i++) if (!this.lasting.has(i)) (this.parts[i] as Checkpointable).restore(this.first[i])
  }

  take(): Checkpoint {
    const saved = this.parts.map((part) => part.save())
    this.epoch.value++
    return { saved }
  }

  restore(checkpoint: Checkpoint): void {
    const { saved } = checkpoint
    invariant(saved.length <= this.parts.length, 'a checkpoint of another engine')
    this.epoch.value++
    this.parts.forEach((part, i) => {
      part.restore(i < saved.length ? saved[i] : this.first[i])
    })
  }
}

/** A checkpointable box for small state: replace the value, never mutate it. */
export class Cell<T> implements Checkpointable {
  constructor(public value: T) {}
  save(): T {
    return this.value
  }
  restore(saved: unknown): void {
    this.value = saved as T
  }
}
