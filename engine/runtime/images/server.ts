/** Any image nobody here knows: serves its declared ports, answers every path, and says so in its log. */
import type { ProcessTemplate } from '../../core/runtime.ts'
import type { ImageDefinition, Program } from '../program.ts'
import { debianTree, EXTRA, programAt } from './trees.ts'

/** Typical of a small compiled server: up in 10 ms, exits 0 on TERM. */
const genericServer: Program = {
  name: 'server',
  startUpMs: () => 10,
  ports: ({ spec }) => portsOf(spec.template),
  greeting: ({ spec }) => greeting(spec.template),
  signal: (state, signal) => (signal === 15 || signal === 2 ? { state, exit: { exitCode: 0 } } : undefined),
  http: (_state, { path }) => ({ status: 200, body: `${path}\n` }),
  usage: () => ({ cpuMilli: 2, memoryBytes: 20_000_000 }),
}

/** By template: asked at every probe and request. */
const ports = new WeakMap<ProcessTemplate, readonly number[]>()

function portsOf(template: ProcessTemplate): readonly number[] {
  let known = ports.get(template)
  if (known === undefined) {
    known = template.ports.map((port) => port.containerPort)
    ports.set(template, known)
  }
  return known
}

function greeting({ image, ports }: ProcessTemplate): readonly string[] {
  const what =
    ports.length > 0
      ? `serving its declared ports ${ports.map((p) => p.containerPort).join(', ')}`
      : 'it declares no ports and idles'
  return [`drydock: image ${image} is not known here; ${what}`]
}

/** Stands for every repository without a definition of its own. */
export const unknownImage: ImageDefinition = {
  repository: '*',
  hasTag: (tag) => !/(does-?not-?exist|missing|nonexist|broken|bad|nope|typo)/.test(tag),
  sizeBytes: 60_000_000,
  program: genericServer,
  entrypoint: ['/entrypoint'],
  files: [...debianTree(EXTRA), programAt('/entrypoint', 'server')],
  unknown: true,
}
