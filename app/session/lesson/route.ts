/**
 * Where the page is, as its fragment says it: `#home`, `#lesson=health-probe&step=slow-start`, `#glossary=Pod.spec`, `#map`, `#tables=probes`,
 * `#cluster` or nothing for the playground.
 * A link to a step may also say how it stood (`run`, `since`), and what was looked at (`view`, `select`).
 */
import type { ObjectRef } from '../../../engine/protocol/object.ts'

/** A moment of a step, beyond its start. */
export interface Moment {
  view?: string
  select?: ObjectRef
  /** The run as text, and the virtual ms at which the step began in it. */
  run?: string
  sinceMs?: number
}

export type Route =
  | { page: 'home' }
  /** `hidden`: without hints and solutions; `projector`: as a hall sees it. */
  | { page: 'lesson'; slug: string; step?: string; moment?: Moment; hidden?: true; projector?: true }
  /** A new cluster: of so many machines, with a chapter's sample at hand, or at the start of a step, and nothing to pass. */
  | { page: 'sandbox'; nodes?: number; slug?: string; step?: string }
  /** Words, the map of the patterns, comparisons; `at` is the entry that is open. */
  | { page: 'reference'; shelf: Shelf; at?: string }
  /** Writing a step, beside a cluster of one's own. */
  | { page: 'author' }
  | { page: 'cluster' }

export const SHELVES = ['glossary', 'map', 'tables'] as const
export type Shelf = (typeof SHELVES)[number]

/** As many machines as Kubernetes itself promises. */
export const MOST_NODES = 5000

const NAME = /^[a-z0-9-]{1,60}$/
/** A path of a kind's fields, or a term. */
const ENTRY = /^~?[A-Za-z0-9$. /-]{1,200}$/

/** What a fragment asks for; anything it does not understand is the playground. */
export function parseRoute(hash: string): Route {
  const text = hash.replace(/^#\/?/, '')
  if (text === 'home' || text === 'author') return { page: text }
  const query = new URLSearchParams(text)
  const slug = query.get('lesson') ?? ''
  const step = query.get('step') ?? ''
  if (query.has('sandbox')) return parseSandbox(query)
  const shelf = SHELVES.find((name) => query.has(name))
  if (shelf) return parseReference(shelf, query.get(shelf) ?? '')
  if (!NAME.test(slug)) return { page: 'cluster' }
  const moment = parseMoment(query)
  const hidden = query.get('solutions') === 'hidden'
  return {
    page: 'lesson',
    slug,
    ...(NAME.test(step) ? { step } : {}),
    ...(moment ? { moment } : {}),
    ...(hidden ? { hidden } : {}),
    ...(query.get('layout') === 'projector' ? { projector: true } : {}),
  }
}

export function formatRoute(route: Route): string {
  if (route.page === 'home' || route.page === 'author' || route.page === 'cluster') return `#${route.page}`
  if (route.page === 'sandbox') return formatSandbox(route)
  if (route.page === 'reference') return `#${route.shelf}${route.at ? `=${encodeURIComponent(route.at)}` : ''}`
  const { slug, step, moment = {}, hidden } = route
  return `#lesson=${slug}${step ? `&step=${step}` : ''}${hidden ? '&solutions=hidden' : ''}${formatMoment(moment)}`
}

const parseReference = (shelf: Shelf, at: string): Route => ({
  page: 'reference',
  shelf,
  ...(ENTRY.test(at) ? { at } : {}),
})

function parseSandbox(query: URLSearchParams): Route {
  const slug = query.get('sandbox') ?? ''
  const step = query.get('step') ?? ''
  const nodes = Number(query.get('nodes') ?? 0)
  return {
    page: 'sandbox',
    ...(NAME.test(slug) ? { slug } : {}),
    ...(NAME.test(slug) && NAME.test(step) ? { step } : {}),
    ...(Number.isInteger(nodes) && nodes >= 1 ? { nodes: Math.min(nodes, MOST_NODES) } : {}),
  }
}

const formatSandbox = ({ slug = '', step, nodes }: Route & { page: 'sandbox' }): string =>
  `#sandbox=${slug}${step ? `&step=${step}` : ''}${nodes ? `&nodes=${nodes}` : ''}`

const MOST_MS = 366 * 86_400_000

function parseMoment(query: URLSearchParams): Moment | undefined {
  const view = query.get('view') ?? ''
  const select = parseRef(query.get('select') ?? '')
  const run = query.get('run') ?? ''
  const sinceMs = Number(query.get('since') ?? 0)
  const moment: Moment = {
    ...(NAME.test(view) ? { view } : {}),
    ...(select ? { select } : {}),
    ...(run ? { run, sinceMs: Number.isSafeInteger(sinceMs) && sinceMs >= 0 && sinceMs < MOST_MS ? sinceMs : 0 } : {}),
  }
  return Object.keys(moment).length > 0 ? moment : undefined
}

function formatMoment({ view, select, run, sinceMs = 0 }: Moment): string {
  const parts = [
    view && `&view=${view}`,
    select &&
      `&select=${[select.apiVersion, select.kind, select.namespace, select.name].map(encodeURIComponent).join(',')}`,
    run && `&since=${sinceMs}&run=${run}`,
  ]
  return parts.filter(Boolean).join('')
}

const REF_PART = /^[A-Za-z0-9./_:-]{0,253}$/

/** `apps/v1,Deployment,default,web`. */
function parseRef(text: string): ObjectRef | undefined {
  const parts = text.split(',')
  if (parts.length !== 4 || !parts.every((part) => REF_PART.test(part))) return undefined
  const [apiVersion = '', kind = '', namespace = '', name = ''] = parts
  return apiVersion && kind && name ? { apiVersion, kind, namespace, name } : undefined
}
