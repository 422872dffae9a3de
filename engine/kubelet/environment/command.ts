/** `$(NAME)` in what a container is started with (kubelet container/helpers.go). */
import { expandVariables } from '../../rules/expansion.ts'

/** A container's variables by name. */
export type Variables = ReadonlyMap<string, string>

/** A command or arguments with their references resolved; the same list where there are none. */
export function expandWords(words: readonly string[] | undefined, values: Variables): readonly string[] | undefined {
  if (!words?.some((word) => word.includes('$'))) return words
  return words.map((word) => expandVariables(word, (name) => values.get(name)))
}

/** A subPathExpr's path; undefined when it refers to a variable that is not set or empty. */
export function expandSubPath(expression: string, values: Variables): string | undefined {
  let missing = false
  const path = expandVariables(expression, (name) => {
    const value = values.get(name)
    if (value) return value
    missing = true
    return undefined
  })
  return missing ? undefined : path
}
