/** The pause image: holds a Pod's place, does nothing, goes at TERM. */
import type { ImageDefinition } from '../program.ts'

export const pause: ImageDefinition = {
  repository: 'registry.k8s.io/pause',
  hasTag: (tag) => /^(latest|3(\.\d+){0,2})$/.test(tag),
  sizeBytes: 320_000,
  entrypoint: ['/pause'],
  program: {
    name: 'pause',
    startUpMs: () => -1,
    ports: () => [],
    signal: (state, signal) => (signal === 15 || signal === 2 ? { state, exit: { exitCode: 0 } } : undefined),
    usage: () => ({ cpuMilli: 0, memoryBytes: 300_000 }),
  },
}
