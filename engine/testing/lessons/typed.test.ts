/** A typed line is told apart: what succeeded, what failed, what had not ended. */
import { expect, it } from 'vitest'
import { oneNode, SmallCluster } from '../scenarios/smallcluster.ts'
import { STILL_RUNNING, typed } from './typed.ts'

it.each([
  ['kubectl get nodes', 0],
  ['kubectl get pods nobody', 1],
  ['kubectl get nodes -w', STILL_RUNNING],
  ['kubectl wait --for=delete node/node-1 --timeout=600s', STILL_RUNNING],
])('%s: %i', (line, status) => {
  const { cluster } = new SmallCluster({ nodes: oneNode() })
  expect(typed(cluster, line).status).toBe(status)
})
