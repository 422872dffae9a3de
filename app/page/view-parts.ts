/** Which view the page shows and how it is set, as parts of the address's fragment: `view=timeline&select=…&timeline.by=node`. */
import type { ObjectRef } from '../../engine/protocol/object.ts'

export interface ViewParts {
  view?: string
  /** The view beside it. */
  beside?: string
  namespace?: string
  selected?: ObjectRef
  viewState: Record<string, string>
}

const SETTING = /^[a-z]+\.[a-z]+$/i
/** An address is anybody's: longer values are no setting of ours. */
const LONGEST = 300
const MOST_SETTINGS = 40

/** What a fragment says of views; the rest of it is somebody else's. */
export function parseViewParts(hash: string): ViewParts {
  const query = new URLSearchParams(hash.replace(/^#\/?/, ''))
  const viewState: Record<string, string> = {}
  for (const [name, value] of query)
    if (SETTING.test(name) && value.length <= LONGEST && Object.keys(viewState).length < MOST_SETTINGS)
      viewState[name] = value
  const view = query.get('view')
  const beside = query.get('beside')
  const namespace = query.get('ns')
  const selected = parseRef(query.get('select') ?? '')
  return {
    ...(view ? { view } : {}),
    ...(beside ? { beside } : {}),
    ...(namespace ? { namespace } : {}),
    ...(selected ? { selected } : {}),
    viewState,
  }
}

/** The fragment of the playground with a view. The Cluster view as it opens is `#cluster`. */
export function formatViewParts({ view, beside, namespace, selected, viewState }: ViewParts): string {
  const query = new URLSearchParams()
  if (view && view !== 'cluster') query.set('view', view)
  if (beside) query.set('beside', beside)
  if (namespace) query.set('ns', namespace)
  if (selected && query.has('view')) query.set('select', refText(selected))
  for (const [name, value] of Object.entries(viewState).sort(([a], [b]) => (a < b ? -1 : 1))) query.set(name, value)
  const text = query.toString()
  return text ? `#cluster&${text}` : '#cluster'
}

/** `apps/v1/Deployment/default/web`; the namespace of what has none is empty. */
export const refText = ({ apiVersion, kind, namespace, name }: ObjectRef): string =>
  `${apiVersion}/${kind}/${namespace}/${name}`

export function parseRef(text: string): ObjectRef | undefined {
  const parts = text.split('/')
  if (text.length > LONGEST || parts.length < 4 || parts.length > 5) return undefined
  const [name, namespace, kind, ...version] = parts.reverse() as [string, string, string, ...string[]]
  return name && kind ? { apiVersion: version.reverse().join('/'), kind, namespace, name } : undefined
}
