import { expect, test } from 'vitest'
import { objectPath, resourceName, scaleRequest } from './requests.ts'

test('paths as HTTP has them', () => {
  const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' }
  expect(objectPath(web)).toBe('/apis/apps/v1/namespaces/shop/deployments/web')
  expect(objectPath({ apiVersion: 'v1', kind: 'Node', namespace: '', name: 'a/b' })).toBe('/api/v1/nodes/a%2Fb')
  expect(scaleRequest(web, 3)).toMatchObject({ path: `${objectPath(web)}/scale`, body: '{"spec":{"replicas":3}}' })
  expect(resourceName(web)).toBe('deployment.apps/web')
})
