/** What a request asks for, in the words of authorization. Source: apiserver pkg/endpoints/request/requestinfo.go. */
import { askedFields, askedLabels } from '../askedselectors.ts'
import type { Attributes } from '../authorization.ts'
import { exactFieldMatch } from '../fields.ts'
import type { ApiRequest } from '../request.ts'
import { flag, type Query } from './options.ts'
import { parseResourcePath, type ResourcePath } from './path.ts'

const VERBS: Readonly<Record<ApiRequest['method'], string>> = {
  GET: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

/** Verbs that selectors narrow. */
const SELECTING: ReadonlySet<string> = new Set(['list', 'watch', 'deletecollection'])

/** Everything but who asks. */
export function requestInfo({ method, path, query = {} }: ApiRequest): Omit<Attributes, 'user'> {
  const resource = parseResourcePath(path)
  if (resource === undefined || resource.resource === '') {
    const nothing = { group: '', version: '', resource: '', subresource: '', namespace: '', name: '' }
    return { ...nothing, verb: method.toLowerCase(), isResource: false, path: path || '/' }
  }
  const name = resource.name || nameSelected(method, query)
  const { group, version, namespace, subresource } = resource
  const [sub = ''] = subresource.split('/')
  const verb = verbOf(method, query, resource)
  return {
    verb,
    isResource: true,
    path,
    group,
    version,
    namespace,
    name,
    resource: resource.resource,
    subresource: sub,
    ...(SELECTING.has(verb) ? { ...askedFields(query.fieldSelector), ...askedLabels(query.labelSelector) } : {}),
  }
}

function verbOf(method: ApiRequest['method'], query: Query, { name }: ResourcePath): string {
  if (method === 'GET' && flag(query, 'watch')) return 'watch'
  if (name !== '') return VERBS[method]
  return method === 'GET' ? 'list' : method === 'DELETE' ? 'deletecollection' : VERBS[method]
}

/** A list or watch of one name is allowed to whom that name is. */
function nameSelected(method: ApiRequest['method'], { fieldSelector }: Query): string {
  if (method !== 'GET' && method !== 'DELETE') return ''
  const { fieldSelector: terms = [] } = askedFields(fieldSelector)
  return exactFieldMatch(terms, 'metadata.name') ?? ''
}
