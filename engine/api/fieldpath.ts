/**
 * Paths of fields in error messages (`spec.containers[0].name`), as plain strings. The empty string is the path of nothing, which
 * upstream prints as `<nil>`.
 */

/** `path.name`; several names nest. */
export function child(path: string, ...names: string[]): string {
  const tail = names.join('.')
  return path === '' ? tail : `${path}.${tail}`
}

/** `path[position]`. */
export function index(path: string, position: number): string {
  return `${path}[${position}]`
}

/** `path[name]`, for entries of a map. */
export function key(path: string, name: string): string {
  return `${path}[${name}]`
}
