/** A run that is rewound and goes on ends where an undisturbed one ends: all state of all controllers is in checkpoints. */
import { expect, it } from 'vitest'
import type { Deployment, Node, Pod } from '../kinds/types.ts'
import { deployment, namespace, node, service } from '../testing/builders.ts'
import { World } from '../testing/world.ts'
import { controllers } from './list.ts'

const STEPS = 40
const SEEDS = [1, 2, 3, 4, 5, 6]

/** One random act; what it does depends on the world and its dice alone. */
function act(w: World, seed: number, step: number): void {
  const dice = w.server.random.stream(`act/${seed}`)
  const pods = w.list<Pod>('pods', 'default')
  const any = pods[dice.below(Math.max(1, pods.length))]
  const nodes = w.list<Node>('nodes')
  const choice = dice.below(8)
  if (choice <= 1) {
    const image = `app:${dice.below(3)}`
    w.change<Deployment>('deployments.apps', 'web', ({ spec, ...rest }) => ({
      ...rest,
      spec: {
        ...spec,
        replicas: dice.below(12),
        template: { ...spec.template, spec: { ...spec.template.spec, containers: [{ name: 'app', image }] } },
      },
    }))
  } else if (choice === 2 && any) w.delete('pods', any.metadata.name)
  else if (choice === 3 && any?.status.phase === 'Running') {
    w.kubelet.setReady('default', any.metadata.name, dice.below(2) === 0)
  } else if (choice === 4 && nodes.length > 2) w.delete('nodes', (nodes[0] as Node).metadata.name)
  else if (choice === 5) w.create(node(`late-${step}`).zone('a').build(), { trusted: true })
  else if (choice === 6) w.create(namespace(`team-${step}`).build())
  else if (step > 10 && w.find('namespaces', 'doomed')) w.delete('namespaces', 'doomed')
  w.run(dice.below(20_000))
}

function play(seed: number, rewind: boolean): string {
  const w = new World({ controllers, seed, nodes: 4, startJitterMs: 500 })
  w.create(namespace('doomed').build())
  w.create(service('web').build())
  w.create(
    deployment('web')
      .replicas(5)
      .with({ minReadySeconds: seed % 3 })
      .build(),
  )
  for (let step = 0; step < STEPS; step++) {
    if (rewind && step % 7 === 3) {
      const saved = w.checkpoint()
      act(w, seed, step)
      w.run(1_234)
      w.restore(saved)
    }
    act(w, seed, step)
  }
  w.settle()
  const state = w.server.store.allTables().map((table) => table.list())
  return JSON.stringify([w.nowMs, w.server.store.revision, state])
}

it.each(SEEDS)('rewinding changes nothing, seed %i', (seed) => {
  expect(play(seed, true)).toBe(play(seed, false))
})
