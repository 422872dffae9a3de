/** Small images that exist to run a command: their own entry point is a shell that ends at once without a terminal. */
import type { ImageDefinition } from '../program.ts'
import { busyboxTree, debianTree, shellAt } from './trees.ts'

const hasTag = (tag: string): boolean =>
  /^(latest|stable|edge|glibc|musl|bookworm|bullseye|trixie|jammy|noble|focal|\d+(\.\d+){0,2})([-.][a-z0-9.]+)*$/.test(
    tag,
  )

export const busybox: ImageDefinition = {
  repository: 'busybox',
  hasTag,
  sizeBytes: 2_200_000,
  cmd: ['sh'],
  files: busyboxTree(),
}

export const alpine: ImageDefinition = {
  repository: 'alpine',
  hasTag,
  sizeBytes: 3_600_000,
  cmd: ['/bin/sh'],
  files: busyboxTree({
    '/etc/alpine-release': '3.20.3\n',
    '/etc/os-release': 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n',
  }),
}

const OS = (name: string, id: string, version: string) => ({
  '/etc/os-release': `PRETTY_NAME="${name} ${version}"\nNAME="${name}"\nVERSION_ID="${version}"\nID=${id}\n`,
})

export const debian: ImageDefinition = {
  repository: 'debian',
  hasTag,
  sizeBytes: 49_000_000,
  cmd: ['bash'],
  files: debianTree([], OS('Debian GNU/Linux', 'debian', '12')),
}

export const ubuntu: ImageDefinition = {
  repository: 'ubuntu',
  hasTag,
  sizeBytes: 30_000_000,
  cmd: ['/bin/bash'],
  files: debianTree([], OS('Ubuntu', 'ubuntu', '24.04')),
}

export const bash: ImageDefinition = {
  repository: 'bash',
  hasTag,
  sizeBytes: 6_500_000,
  cmd: ['bash'],
  files: [...busyboxTree(), shellAt('/usr/local/bin/bash', 'bash')],
}
