/**
 * A 64-bit hash of text in two lanes of 32-bit integers: the same in every JavaScript engine. Not for secrets.
 * Each lane is a multiply-xor over UTF-16 units with its own constants, finished as MurmurHash3 does.
 */
import { mix32 } from './random.ts'

export class TextHash {
  private a = 0x9e3779b9
  private b = 0x85ebca6b

  /** Takes in a text; two texts in a row differ from their concatenation. */
  add(text: string): this {
    let { a, b } = this
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      a = Math.imul(a ^ unit, 0x01000193)
      b = Math.imul(b ^ unit, 0x5bd1e995)
      b ^= b >>> 13
    }
    this.a = Math.imul(a ^ text.length, 0x27d4eb2f)
    this.b = Math.imul(b ^ text.length, 0x165667b1)
    return this
  }

  /** Sixteen hexadecimal digits. */
  digest(): string {
    const hex = (lane: number) => mix32(lane).toString(16).padStart(8, '0')
    return hex(this.a ^ Math.imul(this.b, 3)) + hex(this.b ^ Math.imul(this.a, 5))
  }
}
