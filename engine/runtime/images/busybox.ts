/** Small images that exist to run a command: their own entry point is a shell that ends at once without a terminal. */
import { commandProgram } from '../command.ts'
import type { ImageDefinition } from '../program.ts'

const image = (repository: string, sizeBytes: number): ImageDefinition => ({
  repository,
  hasTag: (tag) => /^(latest|stable|edge|glibc|musl|\d+(\.\d+){0,2})([-.][a-z0-9.]+)*$/.test(tag),
  sizeBytes,
  program: {
    ...commandProgram,
    start: (spec) =>
      spec.template.command || spec.template.args ? commandProgram.start(spec) : { state: {}, exit: { exitCode: 0 } },
  },
})

export const busybox = image('busybox', 2_200_000)
export const alpine = image('alpine', 3_600_000)
export const debian = image('debian', 49_000_000)
export const ubuntu = image('ubuntu', 30_000_000)
