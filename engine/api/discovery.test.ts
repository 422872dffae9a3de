import { expect, it } from 'vitest'
import { aggregated, apiGroupList, type ForwardedVersion } from './discovery.ts'

const forwarded: ForwardedVersion[] = [
  {
    group: 'metrics.example.com',
    version: 'v2',
    resources: [
      {
        name: 'things',
        singularName: 'thing',
        namespaced: true,
        kind: 'Thing',
        verbs: ['get', 'list'],
        shortNames: ['th'],
      },
      { name: 'things/status', singularName: '', namespaced: true, kind: 'Thing', verbs: ['get'] },
    ],
  },
  { group: 'metrics.example.com', version: 'v1', resources: undefined },
]

it('lists what programs in the cluster serve, and what does not answer as stale', () => {
  const kind = { group: 'metrics.example.com', version: 'v2', kind: 'Thing' }
  expect(aggregated([], false, 'v2', forwarded)).toMatchObject({
    items: [
      {
        metadata: { name: 'metrics.example.com' },
        versions: [
          {
            version: 'v2',
            freshness: 'Current',
            resources: [
              {
                resource: 'things',
                responseKind: kind,
                scope: 'Namespaced',
                shortNames: ['th'],
                subresources: [{ subresource: 'status', responseKind: kind, verbs: ['get'] }],
              },
            ],
          },
          { version: 'v1', freshness: 'Stale' },
        ],
      },
    ],
  })
  expect(apiGroupList([], forwarded)).toMatchObject({
    groups: [{ name: 'metrics.example.com', preferredVersion: { groupVersion: 'metrics.example.com/v2' } }],
  })
})
