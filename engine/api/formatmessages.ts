/** The sentences that apimachinery's format checks (pkg/util/validation) are made of. */

export const MUST_BE_NON_EMPTY = 'must be non-empty'

export function maxLengthMessage(length: number): string {
  return `must be no more than ${length} characters`
}

export function rangeMessage(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`
}

/** The rule in words, examples of good values, and the expression itself. */
export function patternMessage(rule: string, pattern: string, ...examples: string[]): string {
  if (examples.length === 0) return `${rule} (regex used for validation is '${pattern}')`
  const quoted = examples.map((example) => `'${example}', `).join(' or ')
  return `${rule} (e.g. ${quoted}regex used for validation is '${pattern}')`
}

/** A name that would walk a directory tree. */
export function directoryMessages(value: string): string[] {
  if (value === '.') return ["must not be '.'"]
  if (value === '..') return ["must not be '..'"]
  return value.startsWith('..') ? ["must not start with '..'"] : []
}
