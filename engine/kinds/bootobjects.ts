/**
 * What every cluster has from its first moment on. Sources: apiserver pkg/controlplane (system namespaces, the
 * `kubernetes` Service), pkg/registry/scheduling/rest (system priority classes).
 */
import type { Draft, KObject } from '../api/object.ts'
import { SYSTEM_PRIORITY_CLASSES } from './priorityclass.ts'

/** An object to create at boot, and the table it goes to. */
export interface BootObject {
  resource: string
  draft: Draft<KObject>
}

const NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease']

const KUBERNETES_SERVICE = {
  metadata: {
    name: 'kubernetes',
    namespace: 'default',
    labels: { component: 'apiserver', provider: 'kubernetes' },
  },
  spec: {
    clusterIP: '10.96.0.1',
    ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
    sessionAffinity: 'None',
    type: 'ClusterIP',
  },
}

/** In the order they are to be created; through the ordinary, untrusted create. */
export const BOOT_OBJECTS: readonly BootObject[] = [
  ...NAMESPACES.map((name) => ({ resource: 'namespaces', draft: { metadata: { name } } })),
  ...SYSTEM_PRIORITY_CLASSES.map((draft) => ({ resource: 'priorityclasses.scheduling.k8s.io', draft })),
  { resource: 'services', draft: KUBERNETES_SERVICE },
]
