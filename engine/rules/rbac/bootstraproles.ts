/**
 * The roles every cluster begins with, one rule a line: `verbs | API groups | resources | resource names`, or
 * `verbs | paths`. `core` is the core group. Source: plugin/pkg/auth/authorizer/rbac/bootstrappolicy of v1.32.
 */

const READ = 'get,list,watch'
const WRITE = 'create,delete,deletecollection,patch,update'
const ALL = 'create,delete,deletecollection,get,list,patch,update,watch'
const EVENTS = 'create,patch,update | core,events.k8s.io | events'
const REVIEWS = [
  'create | authentication.k8s.io | tokenreviews',
  'create | authorization.k8s.io | subjectaccessreviews',
]

/** What a lock by this name takes. */
const lease = (name: string) => [
  'create | coordination.k8s.io | leases',
  `get,update | coordination.k8s.io | leases | ${name}`,
]

export const SYSTEM_ROLES: Readonly<Record<string, readonly string[]>> = {
  'cluster-admin': ['* | * | *', '* | *'],
  'system:aggregate-to-admin': [
    'create | authorization.k8s.io | localsubjectaccessreviews',
    `${ALL} | rbac.authorization.k8s.io | rolebindings,roles`,
  ],
  'system:aggregate-to-edit': [
    `${READ} | core | pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy`,
    'impersonate | core | serviceaccounts',
    `${WRITE} | core | pods,pods/attach,pods/exec,pods/portforward,pods/proxy`,
    'create | core | pods/eviction',
    `${WRITE} | core | configmaps,events,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy`,
    'create | core | serviceaccounts/token',
    `${WRITE} | apps | daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale,statefulsets,statefulsets/scale`,
    `${WRITE} | autoscaling | horizontalpodautoscalers`,
    `${WRITE} | batch | cronjobs,jobs`,
    `${WRITE} | extensions | daemonsets,deployments,deployments/rollback,deployments/scale,ingresses,networkpolicies,replicasets,replicasets/scale,replicationcontrollers/scale`,
    `${WRITE} | policy | poddisruptionbudgets`,
    `${WRITE} | networking.k8s.io | ingresses,networkpolicies`,
    `${ALL} | coordination.k8s.io | leases`,
  ],
  'system:aggregate-to-view': [
    `${READ} | core | configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status`,
    `${READ} | core | bindings,events,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,resourcequotas,resourcequotas/status`,
    `${READ} | core | namespaces`,
    `${READ} | discovery.k8s.io | endpointslices`,
    `${READ} | apps | controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,replicasets,replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,statefulsets/status`,
    `${READ} | autoscaling | horizontalpodautoscalers,horizontalpodautoscalers/status`,
    `${READ} | batch | cronjobs,cronjobs/status,jobs,jobs/status`,
    `${READ} | extensions | daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,ingresses,ingresses/status,networkpolicies,replicasets,replicasets/scale,replicasets/status,replicationcontrollers/scale`,
    `${READ} | policy | poddisruptionbudgets,poddisruptionbudgets/status`,
    `${READ} | networking.k8s.io | ingresses,ingresses/status,networkpolicies`,
  ],
  'system:auth-delegator': REVIEWS,
  'system:basic-user': [
    'create | authorization.k8s.io | selfsubjectaccessreviews,selfsubjectrulesreviews',
    'create | authentication.k8s.io | selfsubjectreviews',
  ],
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient': [
    'create | certificates.k8s.io | certificatesigningrequests/nodeclient',
  ],
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient': [
    'create | certificates.k8s.io | certificatesigningrequests/selfnodeclient',
  ],
  ...Object.fromEntries(
    [
      ['kube-apiserver-client-approver', 'kube-apiserver-client'],
      ['kube-apiserver-client-kubelet-approver', 'kube-apiserver-client-kubelet'],
      ['kubelet-serving-approver', 'kubelet-serving'],
      ['legacy-unknown-approver', 'legacy-unknown'],
    ].map(([role, signer]) => [
      `system:certificates.k8s.io:${role}`,
      [`approve | certificates.k8s.io | signers | kubernetes.io/${signer}`],
    ]),
  ),
  'system:discovery': [
    'get | /api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/',
  ],
  'system:heapster': [`${READ} | core | events,namespaces,nodes,pods`, `${READ} | extensions | deployments`],
  'system:kube-aggregator': [`${READ} | core | endpoints,services`],
  'system:kube-controller-manager': [
    EVENTS,
    ...lease('kube-controller-manager'),
    'create | core | secrets,serviceaccounts',
    'delete | core | secrets',
    'get | core | configmaps,namespaces,secrets,serviceaccounts',
    'update | core | secrets,serviceaccounts',
    ...REVIEWS,
    'list,watch | * | *',
    'create | core | serviceaccounts/token',
  ],
  'system:kube-dns': ['list,watch | core | endpoints,services'],
  'system:kube-scheduler': [
    EVENTS,
    ...lease('kube-scheduler'),
    `${READ} | core | nodes`,
    `delete,${READ} | core | pods`,
    'create | core | bindings,pods/binding',
    'patch,update | core | pods/status',
    `${READ} | core | replicationcontrollers,services`,
    `${READ} | apps,extensions | replicasets`,
    `${READ} | apps | statefulsets`,
    `${READ} | policy | poddisruptionbudgets`,
    `${READ} | core | persistentvolumeclaims,persistentvolumes`,
    ...REVIEWS,
    `${READ} | storage.k8s.io | csinodes`,
    `${READ} | core | namespaces`,
    `${READ} | storage.k8s.io | csidrivers`,
    `${READ} | storage.k8s.io | csistoragecapacities`,
  ],
  'system:kubelet-api-admin': [
    `${READ} | core | nodes`,
    'proxy | core | nodes',
    '* | core | nodes/log,nodes/metrics,nodes/proxy,nodes/stats',
  ],
  'system:monitoring': ['get | /healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*'],
  'system:node': [
    ...REVIEWS.map((rule) => rule.replace('subjectaccessreviews', 'localsubjectaccessreviews,subjectaccessreviews')),
    `${READ} | core | services`,
    `create,${READ} | core | nodes`,
    'patch,update | core | nodes/status',
    'patch,update | core | nodes',
    EVENTS.replace('core,events.k8s.io', 'core,events.k8s.io'),
    `${READ} | core | pods`,
    'create,delete | core | pods',
    'patch,update | core | pods/status',
    'create | core | pods/eviction',
    `${READ} | core | configmaps,secrets`,
    'get | core | persistentvolumeclaims,persistentvolumes',
    'get | core | endpoints',
    `create,get,list,watch | certificates.k8s.io | certificatesigningrequests`,
    'create,delete,get,patch,update | coordination.k8s.io | leases',
    'get | storage.k8s.io | volumeattachments',
    'create | core | serviceaccounts/token',
    'get,patch,update | core | persistentvolumeclaims/status',
    `${READ} | storage.k8s.io | csidrivers`,
    'create,delete,get,patch,update | storage.k8s.io | csinodes',
    `${READ} | node.k8s.io | runtimeclasses`,
  ],
  'system:node-bootstrapper': ['create,get,list,watch | certificates.k8s.io | certificatesigningrequests'],
  'system:node-problem-detector': ['get | core | nodes', 'patch | core | nodes/status', EVENTS],
  'system:node-proxier': [
    'list,watch | core | endpoints,services',
    `${READ} | core | nodes`,
    EVENTS,
    'list,watch | discovery.k8s.io | endpointslices',
  ],
  'system:persistent-volume-provisioner': [
    'create,delete,get,list,watch | core | persistentvolumes',
    'get,list,update,watch | core | persistentvolumeclaims',
    `${READ} | storage.k8s.io | storageclasses`,
    'watch | core | events',
    EVENTS,
  ],
  'system:public-info-viewer': ['get | /healthz,/livez,/readyz,/version,/version/'],
  'system:service-account-issuer-discovery': ['get | /.well-known/openid-configuration,/openid/v1/jwks'],
  'system:volume-scheduler': [
    `${READ} | core | persistentvolumes`,
    `${READ} | storage.k8s.io | storageclasses`,
    'get,list,patch,update,watch | core | persistentvolumeclaims,persistentvolumes',
  ],
}

/** Roles that are made of others, by the label that puts those in. */
export const AGGREGATED_ROLES: Readonly<Record<string, string>> = {
  admin: 'rbac.authorization.k8s.io/aggregate-to-admin',
  edit: 'rbac.authorization.k8s.io/aggregate-to-edit',
  view: 'rbac.authorization.k8s.io/aggregate-to-view',
}

/** Which aggregate a role goes into: its label. */
export const AGGREGATES_TO: Readonly<Record<string, string>> = {
  'system:aggregate-to-admin': 'admin',
  'system:aggregate-to-edit': 'edit',
  'system:aggregate-to-view': 'view',
  edit: 'admin',
  view: 'edit',
}

/** Bound to users and groups: `role: kind name`. */
export const SYSTEM_BINDINGS: readonly (readonly [role: string, subjects: readonly string[]])[] = [
  ['cluster-admin', ['Group system:masters']],
  ['system:basic-user', ['Group system:authenticated']],
  ['system:discovery', ['Group system:authenticated']],
  ['system:kube-controller-manager', ['User system:kube-controller-manager']],
  ['system:kube-dns', ['ServiceAccount kube-dns']],
  ['system:kube-scheduler', ['User system:kube-scheduler']],
  ['system:monitoring', ['Group system:monitoring']],
  ['system:node', []],
  ['system:node-proxier', ['User system:kube-proxy']],
  ['system:public-info-viewer', ['Group system:authenticated', 'Group system:unauthenticated']],
  ['system:service-account-issuer-discovery', ['Group system:serviceaccounts']],
  ['system:volume-scheduler', ['User system:kube-scheduler']],
]
