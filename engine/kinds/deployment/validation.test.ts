/** Deployments: what is refused beyond the recordings, and what counts as a new generation. */
import { describe, expect, test } from 'vitest'
import { formatFieldError } from '../../api/fielderror.ts'
import { Cluster } from '../../cluster.ts'
import { deployment as builder } from '../../testing/builders.ts'
import { deployment as kind } from '../deployment.ts'
import type { Deployment } from '../types.ts'
import { validateDeployment, validateDeploymentStatus } from './validation.ts'

function made(spec: object): Deployment {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'nginx' }] } }
  const object = structuredClone({
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: { app: 'web' } }, template, ...spec },
  }) as unknown as Deployment
  kind.defaults?.(object)
  return object
}

describe('a Deployment', () => {
  test.each<[object, string[]]>([
    [
      { strategy: { rollingUpdate: { maxSurge: '0%', maxUnavailable: 0 } } },
      [
        'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: intstr.IntOrString{Type:0, IntVal:0, StrVal:""}: may not be 0 when `maxSurge` is 0',
      ],
    ],
    [
      { strategy: { rollingUpdate: { maxSurge: -1 } } },
      ['spec.strategy.rollingUpdate.maxSurge: Invalid value: -1: must be greater than or equal to 0'],
    ],
    [{ strategy: { rollingUpdate: { maxSurge: '300%' } } }, []],
    [
      { revisionHistoryLimit: -1 },
      ['spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0'],
    ],
  ])('of %j is refused for %j', (spec, expected) => {
    expect(validateDeployment(made(spec)).map(formatFieldError)).toEqual(expected)
  })

  test('counts no more Pods ready than there are', () => {
    const next = { ...made({}), status: { replicas: 1, readyReplicas: 2 } }
    expect(validateDeploymentStatus(next, made({})).map(formatFieldError)).toEqual([
      'status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas',
    ])
  })

  test('is of a new generation when its spec or its annotations change', () => {
    const { server } = new Cluster({ nodes: [] })
    const table = server.store.table('deployments.apps')
    server.verbs.create(table, builder('web').build())
    const change = (edit: (live: Deployment) => Deployment) =>
      server.verbs.modify<Deployment>(table, 'default', 'web', edit, { trusted: false }).metadata.generation
    const labelled = change((live) => ({ ...live, metadata: { ...live.metadata, labels: { team: 'a' } } }))
    const scaled = change((live) => ({ ...live, spec: { ...live.spec, replicas: 5 } }))
    const annotated = change((live) => ({ ...live, metadata: { ...live.metadata, annotations: { why: 'x' } } }))
    expect([labelled, scaled, annotated]).toEqual([1, 2, 3])
  })
})
