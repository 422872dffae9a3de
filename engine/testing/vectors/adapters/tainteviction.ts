/** Adapter of taint_eviction.json and podgc_ttl.json: played in a small world. */
import { podGarbageCollector } from '../../../controllers/podgc.ts'
import { minTolerationSeconds } from '../../../controllers/tainteviction.ts'
import { type Adapters, type Fields, same } from '../adapter.ts'
import { pod } from '../../builders.ts'
import { World } from '../../world.ts'

const HOUR_MS = 3_600_000

function worldOfFinished(input: Fields): World {
  const w = new World({ controllers: [(server) => podGarbageCollector(server, input.threshold)], nodes: 1 })
  for (const { name, phase, reason } of input.pods) {
    w.create(pod(name).node('node-1').build())
    const status = { phase, ...(reason ? { reason } : {}) }
    w.server.verbs.replaceStatus(w.table('pods'), w.table('pods').row('default', name), status)
  }
  w.run(HOUR_MS)
  return w
}

export const evictionAdapters: Adapters = {
  'tainteviction/taint_eviction_test.go:TestGetMinTolerationTime': ({ in: input, out }) => {
    const seconds = minTolerationSeconds(input.tolerations)
    same(seconds === Number.POSITIVE_INFINITY ? '-1ns' : `${seconds}s`, out.expected)
  },
  'podgc/gc_controller_test.go:TestGCTerminated': ({ in: input, out }) => {
    const left = new Set(
      worldOfFinished(input)
        .list('pods')
        .map(({ metadata }) => metadata.name),
    )
    const deleted = input.pods.map(({ name }: Fields) => name).filter((name: string) => !left.has(name))
    same(deleted, out.deletedPodNames ?? [])
  },
}
