/**
 * What must not be compared, taken out of both sides: times, uids, versions, addresses, made-up names, hashes, ages.
 * Hashes are numbered by the order in which their ReplicaSets were made, so that equal templates stay equal.
 */

/** Template hashes of one side, in order of creation. */
export type Hashes = readonly string[]

const HASHED = /-([0-9a-z]{6,10})$/

/** Hashes from the names of ReplicaSets in order of creation. */
export function hashesOf(replicaSets: readonly string[]): Hashes {
  const found = replicaSets.map((name) => HASHED.exec(name)?.[1]).filter((hash) => hash !== undefined)
  return [...new Set(found)]
}

/** Writers whose fields the engine doesn't track, and the recorder's own. */
const COMPONENTS: ReadonlySet<string> = new Set([
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'fake-kubelet',
  'node-fetch',
  'unknown-fake',
])

/** Lines of a node's description about its machine, which the recorder made up. */
const MACHINE = /((?:Machine ID|System UUID|Boot ID|Kernel Version|OS Image):)[^\n]*/g

/** Takes what varies out of a text. */
export function normaliseText(text: string, hashes: Hashes): string {
  let out = text
  hashes.forEach((hash, at) => {
    out = out.replaceAll(new RegExp(`\\b${hash}\\b`, 'g'), `<hash-${at + 1}>`)
  })
  return out
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
    .replace(/\(0x(<ptr>|[0-9a-f]+)\)/g, '(0x<ptr>)')
    .replace(/<(uid|podip|clusterip|nodeport|min)-\d+>/g, '<$1>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
    .replace(/(Sun|Mon|Tue|Wed|Thu|Fri|Sat), \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} [+-]\d{4}/g, '<time>')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4}( [A-Z]+)?/g, '<time>')
    .replace(/\b10\.244\.\d+\.\d+\b/g, '<podip>')
    .replace(/\b10\.(9[6-9]|10\d|11[01])\.\d+\.\d+\b/g, '<clusterip>')
    .replace(/#\d{4}\b/g, '<name>')
    .replace(/(<hash-\d+>-)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '$1<name>')
    .replace(/(kube-api-access-)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '$1<rnd>')
    .replace(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----\n?/g, '<certificate>')
    .replace(/\b3[0-2]\d{3}(?=\/(TCP|UDP|SCTP))/g, '<nodeport>')
    .replace(/(Resource Version:\s+)\d+/g, '$1<rv>')
    .replace(/(HolderIdentity:\s+)\S+/g, '$1<node>')
    .replace(/((?:Acquire|Renew)Time:\s+)\S+/g, '$1<x>')
    .replace(MACHINE, '$1')
    .replace(/(Debian GNU\/Linux 12 \(bookworm\)|Drydock virtual machine)\s+\S+\s+containerd:\/\/\S+/g, '<machine>')
    .replace(/resourceVersion: "\d+"/g, 'resourceVersion: "<rv>"')
    .replace(/\/tmp\/[^\s/]*\/?(LIVE|MERGED)-\d+/g, '/tmp/$1')
    .replace(/(LIVE|MERGED)-\d+/g, '$1')
}

/** A name the server (or a controller) made up from a base. */
export interface Generated {
  name: string
  base: string
}

/**
 * Generated names that no hash leads to (a ReplicaSet's, a Job's or a StatefulSet's own Pods), also where they end a longer
 * name, as a StatefulSet's claims do: the recorder numbered them there, too.
 */
export function withoutGenerated(text: string, names: readonly Generated[]): string {
  let out = text
  for (const { name, base } of names) {
    out = out.replaceAll(new RegExp(`(?<!\\w)${name.replaceAll('.', '\\.')}(?![\\w-])`, 'g'), `${base}<name>`)
  }
  return out
}

/** Lines of a `kubectl get` table: ages and spacing gone, rows sorted, ties between nodes not told. */
export function normaliseTable(text: string, hashes: Hashes, maskNodes: boolean): string {
  const lines = normaliseText(text, hashes)
    .split('\n')
    .map((line) => tableLine(line, maskNodes))
  const blocks: string[][] = [[]]
  for (const line of lines) {
    if (line === '') blocks.push([])
    else (blocks.at(-1) as string[]).push(line)
  }
  return blocks
    .filter((block) => block.length > 0)
    .map(([head = '', ...rows]) => [head, ...rows.sort()].join('\n'))
    .join('\n\n')
}

function tableLine(line: string, maskNodes: boolean): string {
  const plain = line
    .trim()
    .replace(/(^|\s)(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)(?=\s|\)|$)/g, '$1<age>')
    .replace(/(^|\s)\d+[dhm](?:\d+[hms])?(?=\s|\)|$)/g, '$1<age>')
    .replace(/<(invalid|unknown)>/g, '<age>')
    .replace(/\s+/g, ' ')
  return maskNodes ? plain.replace(/\bnode-[123]\b/g, '<node>') : plain
}

type Json = Record<string, unknown>

/** An object (or list, or anything) as it may be compared. `fields`: keep managedFields of people's own writes. */
export function normaliseJson(value: unknown, hashes: Hashes, fields: boolean): unknown {
  if (typeof value === 'string') return normaliseText(value, hashes)
  if (Array.isArray(value)) return value.map((item) => normaliseJson(item, hashes, fields))
  if (typeof value !== 'object' || value === null) return value
  const object = value as Json
  const out: Json = {}
  for (const key of Object.keys(object).sort()) {
    const inner = object[key]
    // A hash that only tells storage versions apart.
    if (key === 'storageVersionHash') continue
    if (key === 'resourceVersion') out[key] = '<rv>'
    else if (/nodePort$/i.test(key) && inner) out[key] = '<nodeport>'
    else if (key === 'managedFields') {
      if (fields) out[key] = peoples(inner)
    } else if (key === 'items' && Array.isArray(inner)) out[key] = normaliseItems(inner, hashes, fields)
    else if (object.kind === 'Pod' && key === 'status')
      out[key] = podStatus(boundByHand(object) ? withoutScheduled(inner as Json) : (inner as Json), hashes)
    else if (ENDPOINTS.has(key) && Array.isArray(inner)) out[key] = normaliseEndpoints(inner, hashes)
    else if (object.kind === 'Node' && key === 'status') out[key] = nodeStatus(inner as Json, hashes)
    else if (object.kind === 'Pod' && key === 'spec') out[key] = podSpec(inner as Json, hashes, fields)
    else out[normaliseText(key, hashes)] = normaliseJson(inner, hashes, fields)
  }
  return out
}

/** Items by what they are: their names may be made up, so order means nothing. */
function normaliseItems(items: unknown[], hashes: Hashes, fields: boolean): unknown[] {
  const text = (item: unknown) => JSON.stringify(item)
  return items.map((item) => normaliseJson(item, hashes, fields)).sort((a, b) => (text(a) < text(b) ? -1 : 1))
}

/** Lists of the places behind a Service. */
const ENDPOINTS: ReadonlySet<string> = new Set(['endpoints', 'addresses', 'notReadyAddresses'])

/** Zones of the recorder's three nodes. */
const ZONES: Readonly<Record<string, string>> = { 'node-1': 'a', 'node-2': 'b', 'node-3': 'c' }

/** Upstream collects endpoints in sets and sorts by addresses, which are made up; and which node a tie went to is not told. */
function normaliseEndpoints(endpoints: unknown[], hashes: Hashes): unknown[] {
  const text = (item: unknown) => JSON.stringify(item)
  const placed = endpoints.map((item) => normaliseJson(withoutNode(item), hashes, false))
  return placed.sort((a, b) => (text(a) < text(b) ? -1 : 1))
}

/** An endpoint's zone says nothing more than its node, as long as it is that node's. */
function withoutNode(endpoint: unknown): unknown {
  const { nodeName, zone } = (endpoint ?? {}) as Json
  if (typeof nodeName !== 'string' || ZONES[nodeName] === undefined) return endpoint
  const isItsOwn = zone === ZONES[nodeName]
  return { ...(endpoint as Json), nodeName: '<node>', ...(isItsOwn ? { zone: '<zone>' } : {}) }
}

/** A Pod that was sent with its node: the scheduler said nothing, and whether it counts as scheduled is the kubelet's word. */
const boundByHand = ({ metadata }: Json): boolean =>
  String(
    ((metadata as Json).annotations as Json | undefined)?.['kubectl.kubernetes.io/last-applied-configuration'],
  ).includes('"nodeName":')

const withoutScheduled = (status: Json): Json => ({
  ...status,
  conditions: ((status.conditions ?? []) as Json[]).filter(({ type }) => type !== 'PodScheduled'),
})

const peoples = (entries: unknown): unknown =>
  Array.isArray(entries)
    ? entries
        .filter(({ manager }: Json) => !COMPONENTS.has(String(manager)))
        .map((entry: Json) => ({ ...entry, time: entry.time ? '<time>' : undefined }))
    : entries

/** Containers were imitated in the recordings; what the API server and the scheduler say of a Pod was not. */
function podStatus(status: Json, hashes: Hashes): unknown {
  const conditions = Array.isArray(status.conditions) ? (status.conditions as Json[]) : []
  return normaliseJson(
    {
      phase: status.phase,
      qosClass: status.qosClass,
      reason: status.reason,
      nominatedNodeName: status.nominatedNodeName ? '<node>' : undefined,
      conditions: conditions
        .map(({ type, status: is, reason, message }) => ({ type, status: is, reason, message }))
        .filter(({ type }) => type !== 'PodReadyToStartContainers')
        .sort((a, b) => (String(a.type) < String(b.type) ? -1 : 1)),
    },
    hashes,
    false,
  )
}

/** So were machines: what they are made of and which images they have was made up by the recorder. */
function nodeStatus(status: Json, hashes: Hashes): unknown {
  return normaliseJson({ ...status, nodeInfo: undefined, images: undefined }, hashes, false)
}

function podSpec(spec: Json, hashes: Hashes, fields: boolean): unknown {
  return normaliseJson({ ...spec, nodeName: spec.nodeName ? '<node>' : undefined }, hashes, fields)
}

/** A description without its events (compared by themselves), ages and spacing. */
export function normaliseDescribe(text: string, hashes: Hashes): string {
  const lines = normaliseText(text, hashes).split('\n')
  const events = lines.findIndex((line) => line.startsWith('Events:'))
  return (events < 0 ? lines : lines.slice(0, events))
    .map((line) => tableLine(line, true))
    .filter((line) => line !== '')
    .join('\n')
}
