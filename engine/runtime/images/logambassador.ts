/** k8spatterns/random-generator-log-ambassador: takes log lines by POST on port 9009 and prints them. */
import { fromBytes } from '../../core/bytes.ts'
import type { ImageDefinition, Program } from '../program.ts'
import { debianTree, programAt } from './trees.ts'

const PORT = 9009

const program: Program = {
  name: 'random-generator-log-ambassador',
  startUpMs: () => 200,
  ports: () => [PORT],
  signal: (state, signal) => (signal === 15 || signal === 2 ? { state, exit: { exitCode: 0 } } : undefined),
  http: (state, { method, body }) => {
    const lines = fromBytes(body)
      .split('\n')
      .filter((line) => line !== '')
    return { status: method === 'POST' ? 200 : 405, body: '', turn: { state, lines } }
  },
  requestMicros: 200,
  usage: () => ({ cpuMilli: 1, memoryBytes: 25_000_000 }),
}

export const logAmbassador: ImageDefinition = {
  repository: 'k8spatterns/random-generator-log-ambassador',
  hasTag: () => true,
  sizeBytes: 40_000_000,
  program,
  entrypoint: ['/log-ambassador'],
  files: [...debianTree(), programAt('/log-ambassador', 'random-generator-log-ambassador')],
}
