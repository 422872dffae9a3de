/** Workers for what-ifs: the shown run never waits for them. Started when they are needed, replaced when they are stuck. */
import { type Connection, type RemoteCluster, startWorker } from './connection.ts'

/** Beside the shown run's worker; more would only share the same cores. */
const MOST_WORKERS = 2
/** A what-if that takes longer is given up. */
const PATIENCE_REAL_MS = 30_000

interface Member {
  connection: Connection
  busy: boolean
}

export class Pool {
  private readonly members: Member[] = []
  private readonly waiting: (() => void)[] = []

  constructor(private readonly start: (crashed: (why: string) => void) => Connection = startWorker) {}

  /** Runs a piece of work in the next free worker. @throws Error when the worker died or took too long */
  async run<T>(work: (api: RemoteCluster) => Promise<T>): Promise<T> {
    const member = await this.free()
    try {
      return await Promise.race([work(member.connection.api), member.connection.died, tooLong()])
    } catch (error) {
      // Its worker may still be at it.
      if (error instanceof Impatience) this.drop(member)
      throw error
    } finally {
      member.busy = false
      this.waiting.shift()?.()
    }
  }

  private async free(): Promise<Member> {
    for (;;) {
      const idle = this.members.find(({ busy }) => !busy) ?? this.another()
      if (idle) {
        idle.busy = true
        return idle
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve))
    }
  }

  private another(): Member | undefined {
    if (this.members.length >= MOST_WORKERS) return undefined
    const member: Member = { connection: this.start(() => this.drop(member)), busy: false }
    this.members.push(member)
    return member
  }

  private drop(member: Member): void {
    const at = this.members.indexOf(member)
    if (at >= 0) this.members.splice(at, 1)
    member.connection.close()
  }
}

class Impatience extends Error {}

const tooLong = () =>
  new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Impatience('It took too long')), PATIENCE_REAL_MS)
  })
