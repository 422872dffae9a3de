/**
 * The API server's URL grammar. Source: apiserver pkg/endpoints/request/requestinfo.go.
 *
 * `/api/v1/…` and `/apis/<group>/<version>/…`, then `[namespaces/<ns>/]<resource>[/<name>[/<subresource>]]`.
 */

export interface ResourcePath {
  /** Empty for the core group. */
  group: string
  version: string
  /** Empty when the path names none. */
  namespace: string
  /** Plural; empty for the list of a group version's resources. */
  resource: string
  name: string
  /** Everything after the name, e.g. `status`, `proxy/metrics`. */
  subresource: string
}

/** Subresources of a namespace; anything else after its name is a resource inside it. */
const NAMESPACE_SUBRESOURCES: ReadonlySet<string> = new Set(['status', 'finalize'])

/** The parts of a path, decoded; undefined when an escape is broken. */
export function pathParts(path: string): string[] | undefined {
  try {
    return path
      .split('/')
      .filter((part) => part !== '')
      .map((part) => (part.includes('%') ? decodeURIComponent(part) : part))
  } catch {
    return undefined
  }
}

/** One request's path is read by everybody it passes. */
const last: { path: string; parsed: Readonly<ResourcePath> | undefined } = { path: '', parsed: undefined }

/** Reads a path below /api/<version> or /apis/<group>/<version>; undefined for every other path. */
export function parseResourcePath(path: string): Readonly<ResourcePath> | undefined {
  if (path !== last.path) {
    last.parsed = readResourcePath(path)
    last.path = path
  }
  return last.parsed
}

function readResourcePath(path: string): ResourcePath | undefined {
  const parts = pathParts(path)
  if (parts === undefined) return undefined
  const [root, ...rest] = parts
  const group = root === 'apis' ? rest.shift() : ''
  const version = rest.shift()
  if ((root !== 'api' && root !== 'apis') || group === undefined || version === undefined) return undefined
  return { group, version, ...parseResource(rest) }
}

function parseResource(parts: string[]): Omit<ResourcePath, 'group' | 'version'> {
  const [first = '', second = '', third = ''] = parts
  if (first !== 'namespaces') return { namespace: '', ...names(parts) }
  if (parts.length <= 2 || NAMESPACE_SUBRESOURCES.has(third)) return { namespace: second, ...names(parts) }
  return { namespace: second, ...names(parts.slice(2)) }
}

const names = ([resource = '', name = '', ...rest]: string[]) => ({ resource, name, subresource: rest.join('/') })
