/**
 * GET /metrics: what the API server counts of itself, as Prometheus reads it. Only what is known here without counting
 * requests: reads change nothing. Source: apiserver pkg/storage/etcd3/metrics, component-base/metrics/prometheus/version.
 */
import type { ApiResponse } from '../request.ts'
import type { ApiServer } from '../server.ts'
import { respondText } from './respond.ts'

const TYPE = 'text/plain; version=0.0.4; charset=utf-8'

interface Family {
  name: string
  help: string
  samples: readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[]
}

/** Upstream marks how much may be relied on. */
const ALPHA = '[ALPHA]'
const STABLE = '[STABLE]'

export function serverMetrics(server: ApiServer, build: Readonly<Record<string, string>>): ApiResponse {
  const text = families(server, build).map(textOf).join('')
  const answer = respondText(200, text)
  answer.headers['content-type'] = TYPE
  return answer
}

function families({ store, calendar }: ApiServer, build: Readonly<Record<string, string>>): Family[] {
  const objects = store
    .allTables()
    .map((table): Family['samples'][number] => [{ resource: table.info.resource }, table.count()])
    .toSorted(([a], [b]) => ((a.resource ?? '') < (b.resource ?? '') ? -1 : 1))
  return [
    {
      name: 'apiserver_storage_objects',
      help: `${STABLE} Number of stored objects at the time of last check split by kind.`,
      samples: objects,
    },
    {
      name: 'kubernetes_build_info',
      help: `${ALPHA} The version this server reports, in its labels; the value is always 1.`,
      samples: [[build, 1]],
    },
    {
      name: 'process_start_time_seconds',
      help: `${ALPHA} When the server started, in seconds since the unix epoch.`,
      samples: [[{}, calendar.epochMs / 1000]],
    },
  ]
}

function textOf({ name, help, samples }: Family): string {
  const lines = samples.map(([labels, value]) => `${name}${labelsOf(labels)} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`
}

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}
