/**
 * Membership lists as linked integers: which Pods are on a node, owned by a uid, in a namespace, carry a label.
 *
 * An index of the store is one of these. Links live in paged arrays, so an index is checkpointed with the rest, and
 * its iteration order (order of joining) is part of the state: a restored run iterates as the original did.
 */
import type { Checkpoints } from './checkpoint.ts'
import { PagedInts } from './paged.ts'

/** Each member is in at most one group. All stored numbers are +1, so that 0 means none. */
export class Groups {
  private readonly head: PagedInts
  private readonly tail: PagedInts
  private readonly sizes: PagedInts
  private readonly next: PagedInts
  private readonly prev: PagedInts
  private readonly group: PagedInts

  constructor(checkpoints: Checkpoints) {
    const ints = () => checkpoints.register(new PagedInts(checkpoints.epoch))
    this.head = ints()
    this.tail = ints()
    this.sizes = ints()
    this.next = ints()
    this.prev = ints()
    this.group = ints()
  }

  /** The member's group, or -1. */
  groupOf(member: number): number {
    return this.group.get(member) - 1
  }

  size(group: number): number {
    return this.sizes.get(group)
  }

  /** Moves `member` to the end of `group`; -1 takes it out of every group. Staying put changes nothing. */
  set(member: number, group: number): void {
    const old = this.group.get(member) - 1
    if (old === group) return
    if (old >= 0) this.unlink(member, old)
    this.group.set(member, group + 1)
    if (group >= 0) this.link(member, group)
  }

  /** Visits members in order of joining. The visitor may move the visited member, nothing else. */
  each(group: number, visit: (member: number) => void): void {
    let m = this.head.get(group)
    while (m !== 0) {
      const after = this.next.get(m - 1)
      visit(m - 1)
      m = after
    }
  }

  /** The member that joined first, or -1. */
  first(group: number): number {
    return this.head.get(group) - 1
  }

  /** The member that joined last, or -1. */
  last(group: number): number {
    return this.tail.get(group) - 1
  }

  /** The member that joined next, or -1. */
  after(member: number): number {
    return this.next.get(member) - 1
  }

  /** Members in order of joining, the first `limit`. */
  members(group: number, limit = Number.POSITIVE_INFINITY): number[] {
    const out: number[] = []
    for (let m = this.head.get(group); m !== 0 && out.length < limit; m = this.next.get(m - 1)) out.push(m - 1)
    return out
  }

  private link(member: number, group: number): void {
    const last = this.tail.get(group)
    this.prev.set(member, last)
    this.next.set(member, 0)
    if (last === 0) this.head.set(group, member + 1)
    else this.next.set(last - 1, member + 1)
    this.tail.set(group, member + 1)
    this.sizes.add(group, 1)
  }

  private unlink(member: number, group: number): void {
    const before = this.prev.get(member)
    const after = this.next.get(member)
    if (before === 0) this.head.set(group, after)
    else this.next.set(before - 1, after)
    if (after === 0) this.tail.set(group, before)
    else this.prev.set(after - 1, before)
    this.sizes.add(group, -1)
  }
}

/** Each member is in any number of groups: every (member, group) pair is an edge, itself a member of `Groups`. */
export class MultiGroups {
  private readonly edges: Groups
  private readonly memberOfEdge: PagedInts
  /** First edge of a member, and the next edge of the same member. */
  private readonly firstEdge: PagedInts
  private readonly nextEdge: PagedInts
  /** counts[0]: rows ever used; counts[1]: head of the free list +1. */
  private readonly counts: PagedInts

  constructor(checkpoints: Checkpoints) {
    const ints = () => checkpoints.register(new PagedInts(checkpoints.epoch))
    this.edges = new Groups(checkpoints)
    this.memberOfEdge = ints()
    this.firstEdge = ints()
    this.nextEdge = ints()
    this.counts = ints()
  }

  size(group: number): number {
    return this.edges.size(group)
  }

  each(group: number, visit: (member: number) => void): void {
    this.edges.each(group, (edge) => {
      visit(this.memberOfEdge.get(edge))
    })
  }

  /** Replaces the member's groups. */
  set(member: number, groups: readonly number[]): void {
    this.clear(member)
    for (const group of groups) this.join(member, group)
  }

  private clear(member: number): void {
    let e = this.firstEdge.get(member)
    if (e === 0) return
    while (e !== 0) {
      const after = this.nextEdge.get(e - 1)
      this.edges.set(e - 1, -1)
      this.nextEdge.set(e - 1, this.counts.get(1))
      this.counts.set(1, e)
      e = after
    }
    this.firstEdge.set(member, 0)
  }

  private join(member: number, group: number): void {
    const edge = this.newEdge()
    this.memberOfEdge.set(edge, member)
    this.nextEdge.set(edge, this.firstEdge.get(member))
    this.firstEdge.set(member, edge + 1)
    this.edges.set(edge, group)
  }

  private newEdge(): number {
    const free = this.counts.get(1)
    if (free === 0) return this.counts.add(0, 1) - 1
    this.counts.set(1, this.nextEdge.get(free - 1))
    return free - 1
  }
}
