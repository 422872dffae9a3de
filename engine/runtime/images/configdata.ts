/** Images that carry configuration and copy it where an application finds it (immutable configuration), and the demo that reads it. */
import type { ImageDefinition } from '../program.ts'
import { busyboxTree, gnu } from './trees.ts'

/** `docker run config-dev /config`: copies what the image holds to the directory it is given. */
const COPY =
  '#!/bin/sh\nmkdir -p "${1:-/config}"\ncp -r /config-src/. "${1:-/config}"\necho "copied configuration to ${1:-/config}"\n'

const configImage = (name: string, properties: string): ImageDefinition => ({
  repository: `k8spatterns/${name}`,
  hasTag: () => true,
  sizeBytes: 2_300_000,
  entrypoint: ['/copy-config.sh'],
  cmd: ['/config'],
  files: [
    ...busyboxTree(),
    { '/copy-config.sh': { text: COPY, mode: 0o755 }, '/config-src/demo.properties': properties },
  ],
})

export const configDev = configImage(
  'config-dev',
  'environment=development\nlog.level=DEBUG\npattern=Immutable Configuration\n',
)
export const configProd = configImage(
  'config-prod',
  'environment=production\nlog.level=WARN\npattern=Immutable Configuration\n',
)

/** Prints the configuration it finds, again and again. */
export const demo: ImageDefinition = {
  repository: 'k8spatterns/demo',
  hasTag: () => true,
  sizeBytes: 2_300_000,
  entrypoint: ['/demo.sh'],
  files: [
    ...busyboxTree(),
    {
      '/demo.sh': {
        text: '#!/bin/sh\ntrap "exit 0" TERM\nwhile true; do cat /var/config/*.properties 2>/dev/null || cat /config/*.properties; sleep 10 & wait $!; done\n',
        mode: 0o755,
      },
    },
  ],
}

/** A template processor: /in holds templates, /params values, /out gets the results. */
export const configTemplate: ImageDefinition = {
  repository: 'k8spatterns/example-configuration-template-init',
  hasTag: () => true,
  sizeBytes: 14_000_000,
  entrypoint: ['/gomplate.sh'],
  files: [
    ...busyboxTree(),
    gnu('/bin', ['gomplate']),
    {
      '/gomplate.sh': {
        text: '#!/bin/sh\nexec gomplate --input-dir "${IN:-/in}" --output-dir "${OUT:-/out}" --datasource config="${PARAMS:-/params/config.yml}"\n',
        mode: 0o755,
      },
    },
  ],
}

/** The processor by itself. */
export const gomplateImage: ImageDefinition = {
  repository: 'hairyhenderson/gomplate',
  hasTag: () => true,
  sizeBytes: 9_000_000,
  entrypoint: ['/gomplate'],
  files: [...busyboxTree(), gnu('/', ['gomplate']), gnu('/bin', ['gomplate'])],
}
