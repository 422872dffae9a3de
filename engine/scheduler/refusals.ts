/** Refusals as small numbers, so that a node's verdict fits an integer column. 0 is "passes". */
import type { Refusal } from './plugin.ts'

export class Refusals {
  private readonly list: (Refusal | undefined)[] = [undefined]
  private readonly byKey = new Map<string, number>()
  private readonly byObject = new WeakMap<Refusal, number>()

  number(refusal: Refusal | undefined): number {
    if (refusal === undefined) return 0
    return this.byObject.get(refusal) ?? this.intern(refusal)
  }

  of(number: number): Refusal {
    return this.list[number] as Refusal
  }

  private intern(refusal: Refusal): number {
    const key = `${refusal.plugin}\0${refusal.unresolvable}\0${refusal.reasons.join('\0')}`
    let number = this.byKey.get(key)
    if (number === undefined) {
      number = this.list.length
      this.list.push(refusal)
      this.byKey.set(key, number)
    }
    this.byObject.set(refusal, number)
    return number
  }
}
