/** File trees that images are made of: what distributions bring, and where their binaries stand. */
import { commandNames } from '../commands/list.ts'
import { binary } from '../executable.ts'
import type { TreeSpec } from '../files/basetree.ts'
import type { Dialect } from '../shell/state.ts'

const executable = (text: string) => ({ text, mode: 0o755 })

export const shellAt = (path: string, dialect: Dialect): TreeSpec => ({
  [path]: executable(binary({ kind: 'shell', dialect })),
})

/** Binaries of GNU's kind. */
export const gnu = (directory: string, names: readonly string[]): TreeSpec =>
  Object.fromEntries(
    names.map((name) => [`${directory}/${name}`, executable(binary({ kind: 'command', name, flavour: 'gnu' }))]),
  )

export const programAt = (path: string, name: string): TreeSpec => ({
  [path]: executable(binary({ kind: 'program', name })),
})

/** What is installed apart and no distribution has from the start. */
export const EXTRA: readonly string[] = [
  'curl',
  'jq',
  'git',
  'dig',
  'host',
  'nslookup',
  'nc',
  'netcat',
  'ncat',
  'socat',
  'kubeapi-proxy',
  'envsubst',
  'ping',
  'wget',
  'gomplate',
  'redis-cli',
  'httpd',
  'python3',
  'pgrep',
  'pkill',
  'ps',
  'top',
  'free',
  'watch',
  'uptime',
]
const EXTRAS = new Set(EXTRA)
const OWN_BINARIES = new Set(['bash', 'sh', 'busybox'])

/** Busybox without these; alpine and busybox images have the rest. */
const NOT_IN_BUSYBOX = new Set([
  'curl',
  'jq',
  'git',
  'dig',
  'host',
  'envsubst',
  'gomplate',
  'redis-cli',
  'python3',
  'getent',
  'netcat',
  'ncat',
  'socat',
  'kubeapi-proxy',
  'stdbuf',
  'sha384sum',
  'pathchk',
  'join',
  'column',
  'pr',
  'numfmt',
])

const ETC: TreeSpec = {
  '/etc/group': 'root:x:0:\ndaemon:x:1:\nbin:x:2:\nnogroup:x:65534:\nnobody:x:65534:\n',
  '/root': { directory: true, mode: 0o700 },
  '/home': { directory: true },
  '/var/log': { directory: true },
  '/var/tmp': { directory: true, mode: 0o1777 },
  '/run': { directory: true },
  '/var/run': { link: '/run' },
  '/mnt': { directory: true },
  '/opt': { directory: true },
  '/usr/local/bin': { directory: true },
}

function applets(): TreeSpec {
  const tree: Record<string, TreeSpec[string]> = {
    '/bin/busybox': executable(binary({ kind: 'command', name: 'busybox', flavour: 'busybox' })),
  }
  for (const name of [...commandNames(), 'sh', 'ash']) {
    if (!NOT_IN_BUSYBOX.has(name) && name !== 'busybox' && name !== 'bash')
      tree[`/bin/${name}`] = { link: '/bin/busybox' }
  }
  return tree
}

/** busybox and alpine. */
export function busyboxTree(release: TreeSpec = {}): readonly TreeSpec[] {
  return [
    {
      ...ETC,
      '/etc/passwd':
        'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n',
      '/usr/bin': { directory: true },
      '/usr/sbin': { directory: true },
      '/sbin': { directory: true },
    },
    applets(),
    release,
  ]
}

/** Debian and what is built on it. @param extra names of tools that are installed apart */
export function debianTree(extra: readonly string[] = [], release: TreeSpec = {}): readonly TreeSpec[] {
  const names = commandNames().filter((name) => !EXTRAS.has(name) && !OWN_BINARIES.has(name))
  return [
    {
      ...ETC,
      '/etc/passwd':
        'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
      '/etc/debian_version': '12.8\n',
      '/usr/bin': { directory: true },
      '/usr/sbin': { directory: true },
      '/bin': { link: 'usr/bin' },
      '/sbin': { link: 'usr/sbin' },
    },
    gnu('/usr/bin', [...names, ...extra]),
    shellAt('/usr/bin/dash', 'dash'),
    shellAt('/usr/bin/sh', 'dash'),
    shellAt('/usr/bin/bash', 'bash'),
    release,
  ]
}
