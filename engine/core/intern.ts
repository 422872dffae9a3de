/**
 * Text → small integer, for ever.
 *
 * Append-only and not part of a checkpoint on purpose: which number a text got must never influence behaviour or
 * order, so a rewound run may know more texts than it has met. Whatever is keyed by the number is what is restored.
 */
export class Intern {
  private readonly numbers = new Map<string, number>()
  private readonly texts: string[] = []

  /** The text's number, given out at first sight. */
  number(text: string): number {
    let n = this.numbers.get(text)
    if (n === undefined) {
      n = this.texts.length
      this.numbers.set(text, n)
      this.texts.push(text)
    }
    return n
  }

  /** The text's number, or -1 if it was never seen. */
  find(text: string): number {
    return this.numbers.get(text) ?? -1
  }

  text(number: number): string {
    return this.texts[number] as string
  }

  get size(): number {
    return this.texts.length
  }
}
