/** Any image nobody here knows: serves its declared ports, answers every path, and says so in its log. */
import type { ImageDefinition, Program } from '../program.ts'

/** Typical of a small compiled server: up in 10 ms, exits 0 on TERM. */
export const genericServer: Program = {
  startUpMs: () => 10,
  ports: (spec) => spec.ports.map((p) => p.containerPort),
  start: (spec) => ({
    state: {},
    lines: [
      spec.ports.length > 0
        ? `drydock: image ${spec.image} is not known here; serving its declared ports ${spec.ports.map((p) => p.containerPort).join(', ')}`
        : `drydock: image ${spec.image} is not known here; it declares no ports and idles`,
    ],
  }),
  signal: (state, signal) => (signal === 15 || signal === 2 ? { state, exit: { exitCode: 0 } } : undefined),
  http: (state, { path }) => ({ status: 200, body: `${path}\n`, turn: { state } }),
  usage: () => ({ cpuMilli: 2, memoryBytes: 20_000_000 }),
}

/** Stands for every repository without a definition of its own. */
export const unknownImage: ImageDefinition = {
  repository: '*',
  hasTag: (tag) => !/(does-?not-?exist|missing|nonexist|broken|bad|nope|typo)/.test(tag),
  sizeBytes: 60_000_000,
  program: genericServer,
}
