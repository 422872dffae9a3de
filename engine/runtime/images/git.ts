/** Images with git: the client alone, and where people take it from. */
import type { ImageDefinition } from '../program.ts'
import { busyboxTree, debianTree, gnu } from './trees.ts'

const alpineWithGit = [...busyboxTree({ '/etc/alpine-release': '3.20.3\n' }), gnu('/usr/bin', ['git'])]

export const alpineGit: ImageDefinition = {
  repository: 'alpine/git',
  hasTag: () => true,
  sizeBytes: 18_000_000,
  entrypoint: ['git'],
  cmd: ['--help'],
  workingDir: '/git',
  files: [...alpineWithGit, { '/git': { directory: true } }],
}

export const bitnamiGit: ImageDefinition = {
  repository: 'bitnami/git',
  hasTag: () => true,
  sizeBytes: 62_000_000,
  entrypoint: ['/opt/bitnami/scripts/git/entrypoint.sh'],
  cmd: ['/bin/bash'],
  files: [
    ...debianTree(['git', 'curl']),
    { '/opt/bitnami/scripts/git/entrypoint.sh': { text: '#!/bin/bash\nexec "$@"\n', mode: 0o755 } },
  ],
}

/** Clones and pulls on a schedule of its own, as the chapter's sidecar does. */
export const axeclbrGit: ImageDefinition = {
  repository: 'axeclbr/git',
  hasTag: () => true,
  sizeBytes: 18_000_000,
  entrypoint: ['git'],
  cmd: ['--help'],
  files: alpineWithGit,
}
