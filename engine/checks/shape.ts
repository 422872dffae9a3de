/** Shapes of a predicate's arguments, so that a misspelt word in a lesson is found before anybody learns from it. */

export type FieldType = 'text' | 'number' | 'yes-no' | 'texts' | 'map' | 'any'

/** Field → its type; a `?` behind the type makes it optional. */
export type Shape = Readonly<Record<string, FieldType | `${FieldType}?`>>

/** What is wrong with a value of this shape, a sentence each; empty when nothing is. */
export function shapeProblems(value: unknown, shape: Shape, at: string): string[] {
  if (!isMap(value)) return [`${at} is not a map`]
  const known = Object.keys(shape)
  const unknown = Object.keys(value).filter((field) => !known.includes(field))
  return [
    ...unknown.map((field) => `${at} has no field ${field}; there are ${known.join(', ')}`),
    ...known.flatMap((field) => fieldProblems(value[field], shape[field] as string, `${at}.${field}`)),
  ]
}

function fieldProblems(value: unknown, type: string, at: string): string[] {
  const optional = type.endsWith('?')
  const wanted = optional ? type.slice(0, -1) : type
  if (value === undefined) return optional ? [] : [`${at} is missing`]
  return MATCHES[wanted as FieldType](value) ? [] : [`${at} is no ${wanted}`]
}

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const MATCHES: Record<FieldType, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  'yes-no': (value) => typeof value === 'boolean',
  texts: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  map: isMap,
  any: () => true,
}
