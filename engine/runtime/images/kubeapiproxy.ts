/** k8spatterns/kubeapi-proxy: the API server on the Pod's localhost:8001, spoken to as its service account. */
import type { ImageDefinition } from '../program.ts'
import { busyboxTree, gnu } from './trees.ts'

/** Process 1 would ignore TERM; the proxy goes at once. */
const START = '#!/bin/sh\ntrap "exit 0" TERM INT\nkubeapi-proxy "$@" &\nwait $!\n'

export const kubeapiProxy: ImageDefinition = {
  repository: 'k8spatterns/kubeapi-proxy',
  hasTag: () => true,
  sizeBytes: 19_000_000,
  entrypoint: ['/start-kubeapi-proxy.sh'],
  files: [
    ...busyboxTree(),
    gnu('/usr/bin', ['kubeapi-proxy']),
    { '/start-kubeapi-proxy.sh': { text: START, mode: 0o755 } },
  ],
}
