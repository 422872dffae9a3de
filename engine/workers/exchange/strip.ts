/** An object as a person would have written it: without what the API server and the controllers set. */

type Json = Record<string, unknown>

const META = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'ownerReferences',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]
/** Annotations that controllers and kubectl keep for themselves. */
const ANNOTATIONS: readonly RegExp[] = [
  /^kubectl\.kubernetes\.io\/last-applied-configuration$/,
  /^deployment\.kubernetes\.io\//,
  /^deprecated\.daemonset\.template\.generation$/,
  /^pv\.kubernetes\.io\//,
  /^volume\.(beta\.)?kubernetes\.io\//,
  /^control-plane\.alpha\.kubernetes\.io\//,
  /^endpoints\.kubernetes\.io\//,
  /^autoscaling\.alpha\.kubernetes\.io\//,
]
/** Finalizers the server's own controllers add. */
const FINALIZER =
  /^(kubernetes\.io\/(pvc|pv)-protection|foregroundDeletion|orphan|service\.kubernetes\.io\/load-balancer-cleanup)$/
const JOB_LABELS = new Set([
  'controller-uid',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
])

/** A copy without the fields the server sets; the original stays as it is. */
export function stripped(object: Json): Json {
  const { status: _, ...rest } = structuredClone(object)
  const meta = record(rest.metadata)
  for (const field of META) delete meta[field]
  tidyMap(meta, 'annotations', (key) => ANNOTATIONS.some((pattern) => pattern.test(key)))
  if (Array.isArray(meta.finalizers)) {
    meta.finalizers = meta.finalizers.filter((name) => !FINALIZER.test(String(name)))
    if ((meta.finalizers as unknown[]).length === 0) delete meta.finalizers
  }
  KINDS[String(rest.kind)]?.(rest, meta)
  return ordered({ ...rest, metadata: meta })
}

const record = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}

/** Takes entries out of a map, and the map with its last one. */
function tidyMap(parent: Json, field: string, isServers: (key: string) => boolean): void {
  if (parent[field] === undefined) return
  const map = record(parent[field])
  for (const key of Object.keys(map)) if (isServers(key)) delete map[key]
  if (Object.keys(map).length === 0) delete parent[field]
}

const KINDS: Readonly<Record<string, (object: Json, meta: Json) => void>> = {
  Pod: ({ spec }) => stripPod(record(spec)),
  Service: ({ spec }) => stripService(record(spec)),
  Job: ({ spec }, meta) => stripJob(record(spec), meta),
  PersistentVolumeClaim: ({ spec }) => void delete record(spec).volumeName,
  PersistentVolume: ({ spec }) => void delete record(spec).claimRef,
  Namespace: (object, meta) => {
    delete object.spec
    tidyMap(meta, 'labels', (key) => key === 'kubernetes.io/metadata.name')
  },
  ServiceAccount: (object) => void delete object.secrets,
}

function stripPod(spec: Json): void {
  for (const field of ['nodeName', 'serviceAccount', 'priority', 'preemptionPolicy', 'enableServiceLinks'])
    delete spec[field]
  const isToken = (item: unknown) => String(record(item).name).startsWith('kube-api-access-')
  spec.volumes = listWithout(spec.volumes, isToken)
  for (const group of ['containers', 'initContainers']) {
    for (const container of (spec[group] as unknown[] | undefined) ?? [])
      tidyList(record(container), 'volumeMounts', isToken)
  }
  tidyList(spec, 'volumes', isToken)
  tidyList(
    spec,
    'tolerations',
    (item) =>
      /^node\.kubernetes\.io\/(not-ready|unreachable)$/.test(String(record(item).key)) &&
      record(item).tolerationSeconds === 300,
  )
}

const listWithout = (list: unknown, out: (item: unknown) => boolean): unknown =>
  Array.isArray(list) ? list.filter((item) => !out(item)) : list

function tidyList(parent: Json, field: string, out: (item: unknown) => boolean): void {
  const list = listWithout(parent[field], out)
  if (Array.isArray(list) && list.length > 0) parent[field] = list
  else delete parent[field]
}

/** A headless Service says so itself. */
function stripService(spec: Json): void {
  if (spec.clusterIP !== 'None') delete spec.clusterIP
  for (const field of ['clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy', 'healthCheckNodePort'])
    delete spec[field]
}

/** Its selector is the server's, unless it was given by hand. */
function stripJob(spec: Json, meta: Json): void {
  if (spec.manualSelector !== true) delete spec.selector
  const template = record(record(spec.template).metadata)
  for (const owner of [meta, template]) tidyMap(owner, 'labels', (key) => JOB_LABELS.has(key))
}

/** In the order people write. */
function ordered({ apiVersion, kind, metadata, ...rest }: Json): Json {
  return { apiVersion, kind, metadata, ...rest }
}
