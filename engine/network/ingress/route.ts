/** Which backend an Ingress gives a request to (networking/v1 Ingress; ingress-nginx' rewrite-target). */
import { RE2JS } from 're2js'
import type { Ingress, IngressBackend } from '../../kinds/types.ts'

export interface Route {
  readonly backend: IngressBackend
  /** The path as the backend gets it. */
  readonly path: string
}

const REWRITE = 'nginx.ingress.kubernetes.io/rewrite-target'
const USE_REGEX = 'nginx.ingress.kubernetes.io/use-regex'

type Path = NonNullable<NonNullable<NonNullable<Ingress['spec']['rules']>[number]['http']>['paths']>[number]

interface Match {
  readonly backend: IngressBackend
  readonly path: string
  /** Exact host before wildcard before none; exact path before the longest prefix. */
  readonly rank: readonly [host: number, exact: number, length: number]
}

/** The route of a request over all Ingresses of a controller, oldest first; undefined when nobody has one. */
export function routeOf(
  ingresses: readonly Ingress[],
  host: string,
  path: string,
): { ingress: Ingress; route: Route } | undefined {
  let best: { ingress: Ingress; match: Match } | undefined
  for (const ingress of ingresses) {
    for (const match of matchesOf(ingress, host, path)) {
      if (best === undefined || isHigher(match.rank, best.match.rank)) best = { ingress, match }
    }
  }
  if (best !== undefined) return { ingress: best.ingress, route: best.match }
  const fallback = ingresses.find(({ spec }) => spec.defaultBackend !== undefined)
  return fallback && { ingress: fallback, route: { backend: fallback.spec.defaultBackend as IngressBackend, path } }
}

function* matchesOf(ingress: Ingress, host: string, path: string): Generator<Match> {
  for (const rule of ingress.spec.rules ?? []) {
    const hostRank = rankOfHost(rule.host, host)
    if (hostRank < 0) continue
    for (const entry of rule.http?.paths ?? []) {
      const rewritten = matchPath(ingress, entry, path)
      if (rewritten === undefined) continue
      const exact = entry.pathType === 'Exact' ? 1 : 0
      yield { backend: entry.backend, path: rewritten, rank: [hostRank, exact, (entry.path ?? '/').length] }
    }
  }
}

/** 2 for the very host, 1 for a wildcard (one label), 0 for a rule without a host; -1 when it is another. */
function rankOfHost(rule: string | undefined, host: string): number {
  if (!rule) return 0
  if (rule === host) return 2
  if (!rule.startsWith('*.')) return -1
  const dot = host.indexOf('.')
  return dot > 0 && host.slice(dot) === rule.slice(1) ? 1 : -1
}

/** The path for the backend when an entry matches. */
function matchPath({ metadata }: Ingress, { path = '/', pathType }: Path, asked: string): string | undefined {
  const [plain, query] = splitQuery(asked)
  const annotations = metadata.annotations ?? {}
  const rewrite = annotations[REWRITE]
  if (pathType === 'ImplementationSpecific' && (annotations[USE_REGEX] === 'true' || rewrite?.includes('$'))) {
    return matchPattern(path, plain, rewrite, query)
  }
  const matches = pathType === 'Exact' ? plain === path : isBelow(path, plain)
  if (!matches) return undefined
  return rewrite === undefined ? asked : rewrite + query
}

/** Element by element: `/foo` covers `/foo` and `/foo/bar`, not `/foobar`. */
function isBelow(prefix: string, path: string): boolean {
  const trimmed = prefix.replace(/\/+$/, '')
  return path === trimmed || path.startsWith(`${trimmed}/`) || trimmed === ''
}

function matchPattern(pattern: string, path: string, rewrite: string | undefined, query: string): string | undefined {
  const compiled = compile(pattern)
  const matcher = compiled?.matcher(path)
  if (matcher === undefined || !matcher.lookingAt()) return undefined
  if (rewrite === undefined) return path + query
  return (
    rewrite.replace(/\$(\d)/g, (_, n: string) =>
      Number(n) <= matcher.groupCount() ? (matcher.group(Number(n)) ?? '') : '',
    ) + query
  )
}

/** What is no pattern matches nothing. */
function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern)
  } catch {
    return undefined
  }
}

function splitQuery(path: string): [plain: string, query: string] {
  const at = path.indexOf('?')
  return at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at)]
}

function isHigher(a: Match['rank'], b: Match['rank']): boolean {
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number]
    if (x !== y) return x > y
  }
  return false
}
