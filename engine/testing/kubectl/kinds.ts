/** The other kinds of the chapters: access, routing, policies, storage, scaling, and a kind of one's own. */
import type { Group } from './group.ts'
import { WEB } from './manifests.ts'

const ACCESS = `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, labels: {a: b}}
rules:
- {apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}
- {apiGroups: [apps], resources: [deployments], resourceNames: [web], verbs: [patch]}
- {apiGroups: [""], resources: [pods], verbs: [watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: metrics}
rules:
- {nonResourceURLs: [/metrics], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects:
- {kind: ServiceAccount, name: default, namespace: default}
- {kind: User, name: jane, apiGroup: rbac.authorization.k8s.io}
`
const ROUTES = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: front, annotations: {note: x}}
spec:
  ingressClassName: nginx
  tls: [{hosts: [a.example], secretName: cert}, {hosts: [b.example]}]
  rules:
  - host: a.example
    http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}, {path: /x, pathType: Exact, backend: {service: {name: nope, port: {name: http}}}}]}
  - http: {paths: [{path: /y, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: plain}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: narrow}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress, Egress]
  ingress:
  - from: [{podSelector: {matchLabels: {a: b}}}, {namespaceSelector: {}, podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]
    ports: [{port: 80}, {port: 53, protocol: UDP}]
  - {}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed}
spec: {podSelector: {}, policyTypes: [Ingress]}
`
const LIMITS = `apiVersion: v1
kind: ResourceQuota
metadata: {name: small}
spec: {hard: {pods: "20", requests.cpu: "4", configmaps: "10"}}
---
apiVersion: v1
kind: LimitRange
metadata: {name: sizes}
spec: {limits: [{type: Container, max: {memory: 1Gi}, default: {memory: 256Mi}, defaultRequest: {memory: 64Mi}}]}
`
const STORAGE = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: slow}
provisioner: example.com/none
parameters: {kind: old}
reclaimPolicy: Retain
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk-1}
spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], storageClassName: slow, hostPath: {path: /data}}
`
const SCALING = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 2
  maxReplicas: 5
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
  behavior: {scaleDown: {stabilizationWindowSeconds: 60, policies: [{type: Pods, value: 1, periodSeconds: 15}]}}
`
const OWN = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: boats, singular: boat, kind: Boat, shortNames: [bt]}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {length: {type: integer}, name: {type: string}}}}}}
    additionalPrinterColumns: [{name: Length, type: integer, jsonPath: .spec.length}]
`
const BOAT = `apiVersion: example.com/v1
kind: Boat
metadata: {name: small}
spec: {length: 5, name: Nut}
`

export const kinds: Group = {
  name: 'kinds',
  files: {
    'web.yaml': WEB,
    'access.yaml': ACCESS,
    'routes.yaml': ROUTES,
    'limits.yaml': LIMITS,
    'storage.yaml': STORAGE,
    'scaling.yaml': SCALING,
    'own.yaml': OWN,
    'boat.yaml': BOAT,
    'boat2.yaml': BOAT.replace('length: 5', 'length: 6'),
  },
  lines: [
    'apply -f web.yaml',
    'apply -f access.yaml',
    'apply -f routes.yaml',
    'apply -f limits.yaml',
    'apply -f storage.yaml',
    'apply -f scaling.yaml',
    'get roles,rolebindings',
    'get clusterrole metrics',
    'describe role reader',
    'describe clusterrole metrics',
    'describe rolebinding readers',
    'create role r2 --verb=get,list --resource=pods,deployments.apps --dry-run=client -o yaml',
    'create clusterrole c2 --verb=get --resource=nodes',
    'create rolebinding b2 --clusterrole=view --user=bob --serviceaccount=default:robot',
    'create clusterrolebinding b3 --clusterrole=view --group=devs --dry-run=client -o yaml',
    'auth can-i get pods',
    'auth can-i get pods --as=jane',
    'auth can-i delete deployments --as=jane',
    'auth can-i get nodes',
    'auth whoami',
    'get pods --as=jane',
    'get ingress',
    'describe ingress front',
    'describe ingress plain',
    'get netpol',
    'describe netpol narrow',
    'describe netpol closed',
    'create ingress made --rule="c.example/*=web:80" --class=nginx --dry-run=client -o yaml',
    'get quota,limits',
    'describe quota small',
    'describe limits sizes',
    'describe ns default',
    'create quota q2 --hard=pods=3,services=2',
    'get sc,pv',
    'describe sc slow',
    'describe pv disk-1',
    'get hpa',
    'describe hpa web',
    'autoscale deploy web',
    'apply -f own.yaml',
    'get crd',
    'apply -f boat.yaml',
    'apply -f boat.yaml',
    'apply -f boat2.yaml',
    'get boats',
    'get bt small -o yaml',
    'describe boat small',
    'label boat small a=b',
    'patch boat small --type=merge -p \'{"spec":{"length":7}}\'',
    'explain boat.spec',
    'delete boat small',
  ],
}
