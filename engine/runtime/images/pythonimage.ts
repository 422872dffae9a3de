/** python: a shell's tools, and of Python its file server. */
import type { ImageDefinition } from '../program.ts'
import { debianTree, gnu } from './trees.ts'

export const python: ImageDefinition = {
  repository: 'python',
  hasTag: (tag) => /^(latest|slim|alpine|3(\.\d+){0,2})(-(slim|alpine|bookworm|slim-bookworm))?$/.test(tag),
  sizeBytes: 360_000_000,
  cmd: ['python3'],
  files: [
    ...debianTree(['curl', 'git', 'wget']),
    gnu('/usr/local/bin', ['python3']),
    { '/usr/local/bin/python': { link: 'python3' } },
  ],
}
