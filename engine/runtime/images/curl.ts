/** Images of clients: curl, curl with jq, jq alone. */
import type { ImageDefinition } from '../program.ts'
import { busyboxTree, gnu, shellAt } from './trees.ts'

const CURL_ENTRY = '#!/bin/sh\ncase "$1" in -*) set -- curl "$@" ;; esac\nexec "$@"\n'
const tools = (...names: string[]) => [...busyboxTree({ '/etc/alpine-release': '3.20.3\n' }), gnu('/usr/bin', names)]

export const curlImage: ImageDefinition = {
  repository: 'curlimages/curl',
  hasTag: (tag) => /^(latest|\d+\.\d+\.\d+|\d+\.\d+)$/.test(tag),
  sizeBytes: 9_700_000,
  user: '100:101',
  entrypoint: ['/entrypoint.sh'],
  cmd: ['curl'],
  files: [...tools('curl'), { '/entrypoint.sh': { text: CURL_ENTRY, mode: 0o755 } }],
}

/** `k8spatterns/curl-jq` and its kind: a shell with both. */
export const curlJq: ImageDefinition = {
  repository: 'k8spatterns/curl-jq',
  hasTag: () => true,
  sizeBytes: 9_000_000,
  cmd: ['sh'],
  files: [...tools('curl', 'jq'), shellAt('/bin/bash', 'bash')],
}

export const jqImage: ImageDefinition = {
  repository: 'ghcr.io/jqlang/jq',
  hasTag: (tag) => /^(latest|\d+(\.\d+)*)$/.test(tag),
  sizeBytes: 1_200_000,
  entrypoint: ['/jq'],
  files: [gnu('', ['jq'])],
}
