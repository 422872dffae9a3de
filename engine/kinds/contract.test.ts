/** What every kind must keep, whatever it is: identity, decoding, defaults, validation, columns. A new kind needs a sample here. */
import { readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { KindDefinition } from '../api/kind.ts'
import type { KObject } from '../api/object.ts'
import { decode } from '../api/schema/decode.ts'
import { encode } from '../api/schema/encode.ts'
import { builtinSchemas } from './generated/schema.ts'
import { kinds as always, kindsOnRequest } from './list.ts'

type Json = Record<string, unknown>

const kinds = [...always, ...kindsOnRequest]

interface Sample {
  /** A good object, as a person writes it. */
  good: Json
  /** Changes that make it bad, and the field that must be named. Kinds that refuse nothing of their own have none. */
  bad?: [change: Json, field: string][]
}

const container = { name: 'app', image: 'nginx' }
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } }
const selector = { matchLabels: { app: 'web' } }
const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
const ZONE_VALUES = 'allowedTopologies.matchLabelExpressions[0].values'
const jobTemplate = { spec: { containers: [container], restartPolicy: 'Never' } }

const rule = { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] }
const webhook = {
  name: 'web.example.com',
  clientConfig: { url: 'https://example.com' },
  rules: [rule],
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
}

const SAMPLES: Readonly<Record<string, Sample>> = {
  'mutatingadmissionpolicies.admissionregistration.k8s.io': {
    good: {
      spec: {
        matchConstraints: { resourceRules: [rule] },
        mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[]' } }],
      },
    },
    bad: [
      [{ spec: { matchConstraints: { resourceRules: [rule] } } }, 'spec.mutations'],
      [
        { spec: { matchConstraints: { resourceRules: [rule] }, mutations: [{ patchType: 'ApplyConfiguration' }] } },
        'spec.mutations[0].applyConfiguration',
      ],
      [
        {
          spec: {
            matchConstraints: { resourceRules: [rule] },
            mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[' } }],
          },
        },
        'spec.mutations[0].jsonPatch.expression',
      ],
    ],
  },
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io': {
    good: { spec: { policyName: 'web' } },
    bad: [[{ spec: {} }, 'spec.policyName']],
  },
  'servicecidrs.networking.k8s.io': {
    good: { spec: { cidrs: ['10.1.0.0/16', 'fd00:1:1::/64'] } },
    bad: [
      [{ spec: { cidrs: [] } }, 'spec.cidrs'],
      [{ spec: { cidrs: ['10.1.0.0/16', '10.2.0.0/16'] } }, 'spec.cidrs'],
      [{ spec: { cidrs: ['here'] } }, 'spec.cidrs[0]'],
    ],
  },
  'ipaddresses.networking.k8s.io': {
    good: { metadata: { name: '10.96.0.1' }, spec: { parentRef: { resource: 'services', name: 'web' } } },
    bad: [
      [{ metadata: { name: '010.96.0.1' } }, 'metadata.name'],
      [{ spec: { parentRef: { resource: 'services' } } }, 'spec.parentRef.name'],
    ],
  },
  'volumeattributesclasses.storage.k8s.io': {
    good: { driverName: 'disk.example.com', parameters: { iops: '500' } },
    bad: [
      [{ parameters: {} }, 'parameters'],
      [{ driverName: 'no driver' }, 'driverName'],
    ],
  },
  'deviceclasses.resource.k8s.io': {
    good: { spec: { selectors: [{ cel: { expression: 'device.driver == "gpu.example.com"' } }] } },
    bad: [[{ spec: { selectors: [{}] } }, 'spec.selectors[0].cel']],
  },
  'resourceclaims.resource.k8s.io': {
    good: { spec: { devices: { requests: [{ name: 'a', exactly: { deviceClassName: 'gpu' } }] } } },
    bad: [
      [{ spec: { devices: { requests: [{ name: 'a' }] } } }, 'spec.devices.requests[0]'],
      [
        { spec: { devices: { requests: [{ name: 'a', firstAvailable: [{ name: 'b' }] }] } } },
        'spec.devices.requests[0].firstAvailable[0].deviceClassName',
      ],
    ],
  },
  'resourceclaimtemplates.resource.k8s.io': {
    good: { spec: { spec: { devices: { requests: [{ name: 'a', exactly: { deviceClassName: 'gpu' } }] } } } },
    bad: [[{ spec: { spec: { devices: { requests: [{ name: 'a' }] } } } }, 'spec.spec.devices.requests[0]']],
  },
  namespaces: { good: {}, bad: [[{ spec: { finalizers: ['no domain'] } }, 'spec.finalizers']] },
  nodes: {
    good: { status: { capacity: { cpu: '4', memory: '8Gi' } } },
    bad: [
      [{ spec: { taints: [{ key: 'a', effect: 'Never' }] } }, 'metadata.taints[0].effect'],
      [{ status: { capacity: { cpu: '-1' } } }, 'status.capacity.cpu'],
    ],
  },
  pods: {
    good: { spec: { containers: [container] } },
    bad: [
      [{ spec: { containers: [] } }, 'spec.containers'],
      [
        { spec: { containers: [{ ...container, ports: [{ containerPort: 0 }] }] } },
        'spec.containers[0].ports[0].containerPort',
      ],
      [
        { spec: { containers: [container], initContainers: [{ name: 'app', image: 'x' }] } },
        'spec.initContainers[0].name',
      ],
    ],
  },
  'deployments.apps': {
    good: { spec: { selector, template } },
    bad: [
      [{ spec: { selector, template, replicas: -1 } }, 'spec.replicas'],
      [{ spec: { selector: { matchLabels: { app: 'other' } }, template } }, 'spec.template.metadata.labels'],
    ],
  },
  'replicasets.apps': {
    good: { spec: { selector, template } },
    bad: [[{ spec: { template } }, 'spec.selector']],
  },
  services: {
    good: { spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
    bad: [
      [{ spec: { ports: [] } }, 'spec.ports'],
      [{ spec: { ports: [{ port: 80 }, { port: 81 }] } }, 'spec.ports[0].name'],
    ],
  },
  'endpointslices.discovery.k8s.io': {
    good: { addressType: 'IPv4', endpoints: [{ addresses: ['10.1.2.3'] }], ports: [{ port: 80 }] },
    bad: [[{ addressType: 'IPv4', endpoints: [{ addresses: ['127.0.0.1'] }] }, 'endpoints[0].addresses[0]']],
  },
  endpoints: {
    good: { subsets: [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ port: 80 }] }] },
    bad: [[{ subsets: [{ addresses: [{ ip: 'here' }] }] }, 'subsets[0].addresses[0].ip']],
  },
  configmaps: {
    good: { data: { key: 'value' }, binaryData: { raw: 'AAEC' } },
    bad: [
      [{ data: { 'not a key': 'x' } }, 'data[not a key]'],
      [{ data: { same: 'x' }, binaryData: { same: 'AAEC' } }, 'data[same]'],
    ],
  },
  secrets: {
    good: { stringData: { user: 'admin' } },
    bad: [[{ type: 'kubernetes.io/tls', stringData: { 'tls.crt': 'x' } }, 'data[tls.key]']],
  },
  serviceaccounts: { good: { automountServiceAccountToken: false } },
  events: {
    good: { involvedObject: { kind: 'Pod', name: 'web', namespace: 'default' }, reason: 'Started', type: 'Normal' },
    bad: [[{ involvedObject: { kind: 'Pod', name: 'web', namespace: 'elsewhere' } }, 'involvedObject.namespace']],
  },
  'leases.coordination.k8s.io': {
    good: { spec: { holderIdentity: 'node-1', leaseDurationSeconds: 40 } },
    bad: [[{ spec: { leaseDurationSeconds: 0 } }, 'spec.leaseDurationSeconds']],
  },
  'priorityclasses.scheduling.k8s.io': {
    good: { value: 1000 },
    bad: [[{ value: 2_000_000_000 }, 'value']],
  },
  'jobs.batch': {
    good: { metadata: { uid: 'u-1' }, spec: { template: jobTemplate } },
    bad: [
      [{ spec: { template } }, 'spec.template.spec.restartPolicy'],
      [{ spec: { template: jobTemplate, parallelism: -1 } }, 'spec.parallelism'],
      [{ spec: { template: jobTemplate, maxFailedIndexes: 1 } }, 'spec.backoffLimitPerIndex'],
    ],
  },
  'cronjobs.batch': {
    good: {
      spec: { schedule: '0 * * * *', timeZone: 'Europe/Berlin', jobTemplate: { spec: { template: jobTemplate } } },
    },
    bad: [
      [{ spec: { schedule: '0 * * *', jobTemplate: { spec: { template: jobTemplate } } } }, 'spec.schedule'],
      [
        { spec: { schedule: '0 * * * *', jobTemplate: { spec: { template } } } },
        'spec.jobTemplate.spec.template.spec.restartPolicy',
      ],
    ],
  },
  'controllerrevisions.apps': {
    good: { data: { spec: {} }, revision: 1 },
    bad: [[{ data: { spec: {} }, revision: -1 }, 'revision']],
  },
  persistentvolumeclaims: {
    good: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
    bad: [
      [{ spec: { resources: { requests: { storage: '1Gi' } } } }, 'spec.accessModes'],
      [{ spec: { accessModes: ['ReadWriteOnce'] } }, 'spec.resources[storage]'],
    ],
  },
  'statefulsets.apps': {
    good: { spec: { selector, template, serviceName: 'web', volumeClaimTemplates: [{ metadata: { name: 'data' } }] } },
    bad: [
      [{ spec: { selector, template, podManagementPolicy: 'X' } }, 'spec.podManagementPolicy'],
      [{ spec: { selector, template, ordinals: { start: -1 } } }, 'spec.ordinals.start'],
    ],
  },
  'daemonsets.apps': {
    good: { spec: { selector, template } },
    bad: [
      [
        { spec: { selector, template, updateStrategy: { rollingUpdate: { maxSurge: 1 } } } },
        'spec.updateStrategy.rollingUpdate.maxSurge',
      ],
      [{ spec: { template } }, 'spec.selector'],
    ],
  },
  'poddisruptionbudgets.policy': {
    good: { spec: { selector, minAvailable: '50%' } },
    bad: [
      [{ spec: { selector, minAvailable: 1, maxUnavailable: 1 } }, 'spec'],
      [{ spec: { selector, minAvailable: '200%' } }, 'spec.minAvailable'],
    ],
  },
  resourcequotas: {
    good: { spec: { hard: { pods: '3', 'requests.cpu': '1', 'count/configmaps': '5' }, scopes: ['NotBestEffort'] } },
    bad: [
      [{ spec: { hard: { storage: '1' } } }, 'spec.hard[storage]'],
      [{ spec: { hard: { pods: '-1' } } }, 'spec.hard[pods]'],
      [{ spec: { hard: { pods: '1' }, scopes: ['BestEffort', 'NotBestEffort'] } }, 'spec.scopes'],
    ],
  },
  limitranges: {
    good: { spec: { limits: [{ type: 'Container', max: { cpu: '2' }, min: { cpu: '100m' } }] } },
    bad: [
      [{ spec: { limits: [{ type: 'Container', max: { cpu: '1' }, min: { cpu: '2' } }] } }, 'spec.limits[0].min[cpu]'],
      [{ spec: { limits: [{ type: 'Pod', default: { cpu: '1' } }] } }, 'spec.limits[0].default'],
      [{ spec: { limits: [{ type: 'PersistentVolumeClaim' }] } }, 'spec.limits[0].limits'],
    ],
  },
  podtemplates: {
    good: { template },
    bad: [[{ template: { spec: { containers: [] } } }, 'template.spec.containers']],
  },
  'ingresses.networking.k8s.io': {
    good: { spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } } },
    bad: [
      [{ spec: {} }, 'spec'],
      [{ spec: { defaultBackend: { service: { name: 'web' } } } }, 'spec.defaultBackend'],
      [{ spec: { rules: [{ host: '10.0.0.1' }] } }, 'spec.rules[0].host'],
    ],
  },
  'ingressclasses.networking.k8s.io': {
    good: { spec: { controller: 'example.com/ingress' } },
    bad: [[{ spec: { controller: 'example' } }, 'spec.controller']],
  },
  'networkpolicies.networking.k8s.io': {
    good: {
      spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }] },
    },
    bad: [
      [{ spec: { podSelector: {}, ingress: [{ from: [{}] }] } }, 'spec.ingress[0].from[0]'],
      [{ spec: { podSelector: {}, egress: [{ ports: [{ endPort: 3 }] }] } }, 'spec.egress[0].ports[0].endPort'],
    ],
  },
  'roles.rbac.authorization.k8s.io': {
    good: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
    bad: [
      [{ rules: [{ apiGroups: [''], resources: ['pods'], verbs: [] }] }, 'rules[0].verbs'],
      [{ rules: [{ nonResourceURLs: ['/x'], verbs: ['get'] }] }, 'rules[0].nonResourceURLs'],
    ],
  },
  'clusterroles.rbac.authorization.k8s.io': {
    good: { rules: [{ nonResourceURLs: ['/x'], verbs: ['get'] }] },
    bad: [[{ rules: [], aggregationRule: {} }, 'aggregationRule.clusterRoleSelectors']],
  },
  'rolebindings.rbac.authorization.k8s.io': {
    good: { roleRef: { kind: 'Role', name: 'r' }, subjects: [{ kind: 'ServiceAccount', name: 'web' }] },
    bad: [
      [{ roleRef: { kind: 'Pod', name: 'r' } }, 'roleRef.kind'],
      [{ subjects: [{ kind: 'User', apiGroup: 'x', name: 'alice' }] }, 'subjects[0].apiGroup'],
    ],
  },
  'clusterrolebindings.rbac.authorization.k8s.io': {
    good: { roleRef: { kind: 'ClusterRole', name: 'r' }, subjects: [{ kind: 'User', name: 'web' }] },
    bad: [[{ subjects: [{ kind: 'ServiceAccount', name: 'web' }] }, 'subjects[0].namespace']],
  },
  'runtimeclasses.node.k8s.io': {
    good: { handler: 'runc', overhead: { podFixed: { cpu: '250m' } } },
    bad: [[{ handler: 'Not_A_Label' }, 'handler']],
  },
  persistentvolumes: {
    good: { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } } },
    bad: [
      [{ spec: { accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } } }, 'spec.capacity'],
      [{ spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] } }, 'spec'],
      [
        { spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], local: { path: '/data' } } },
        'spec.nodeAffinity',
      ],
    ],
  },
  'storageclasses.storage.k8s.io': {
    good: { provisioner: 'example.com/disk' },
    bad: [
      [{ provisioner: '' }, 'provisioner'],
      [{ reclaimPolicy: 'Recycle' }, 'reclaimPolicy'],
      [{ allowedTopologies: [{ matchLabelExpressions: [{ key: 'zone', values: [] }] }] }, ZONE_VALUES],
    ],
  },
  'csinodes.storage.k8s.io': {
    good: { spec: { drivers: [{ name: 'disk.example.com', nodeID: 'n-1', topologyKeys: ['zone'] }] } },
    bad: [[{ spec: { drivers: [{ name: 'disk.example.com', nodeID: '' }] } }, 'spec.drivers[0].nodeID']],
  },
  'csidrivers.storage.k8s.io': {
    good: { spec: {} },
    bad: [[{ spec: { volumeLifecycleModes: ['Eternal'] } }, 'spec.volumeLifecycleModes']],
  },
  'csistoragecapacities.storage.k8s.io': {
    good: { storageClassName: 'fast', capacity: '10Gi' },
    bad: [[{ storageClassName: 'Fast' }, 'storageClassName']],
  },
  'volumeattachments.storage.k8s.io': {
    good: { spec: { attacher: 'disk.example.com', nodeName: 'node-1', source: { persistentVolumeName: 'a' } } },
    bad: [[{ spec: { attacher: 'disk.example.com', nodeName: 'node-1', source: {} } }, 'spec.source']],
  },
  'horizontalpodautoscalers.autoscaling': {
    good: { spec: { scaleTargetRef: target, maxReplicas: 5 } },
    bad: [
      [{ spec: { scaleTargetRef: target, maxReplicas: 0 } }, 'spec.maxReplicas'],
      [{ spec: { scaleTargetRef: { kind: 'Deployment' }, maxReplicas: 5 } }, 'spec.scaleTargetRef.name'],
      [{ spec: { scaleTargetRef: target, maxReplicas: 5, metrics: [{ type: 'Pods' }] } }, 'spec.metrics[0].pods'],
      [
        { spec: { scaleTargetRef: target, maxReplicas: 5, behavior: { scaleUp: { policies: [{ value: 1 }] } } } },
        'spec.behavior.scaleUp.policies[0].type',
      ],
    ],
  },
  replicationcontrollers: {
    good: { spec: { template } },
    bad: [
      [{ spec: { selector: { app: 'other' }, template } }, 'spec.template.metadata.labels'],
      [{ spec: {} }, 'spec.selector'],
    ],
  },
  'validatingadmissionpolicies.admissionregistration.k8s.io': {
    good: {
      spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: 'object.spec.replicas <= 5' }] },
    },
    bad: [
      [{ spec: { matchConstraints: { resourceRules: [rule] } } }, 'spec.validations'],
      [
        { spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: 'object.' }] } },
        'spec.validations[0].expression',
      ],
    ],
  },
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': {
    good: { spec: { policyName: 'p', validationActions: ['Deny'] } },
    bad: [
      [{ spec: { policyName: 'p' } }, 'spec.validationActions'],
      [{ spec: { policyName: 'p', validationActions: ['Deny', 'Warn'] } }, 'spec.validationActions'],
    ],
  },
  'validatingwebhookconfigurations.admissionregistration.k8s.io': {
    good: { webhooks: [webhook] },
    bad: [
      [{ webhooks: [{ ...webhook, sideEffects: undefined }] }, 'webhooks[0].sideEffects'],
      [{ webhooks: [{ ...webhook, clientConfig: {} }] }, 'webhooks[0].clientConfig'],
    ],
  },
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': {
    good: { webhooks: [webhook] },
    bad: [[{ webhooks: [{ ...webhook, name: 'short' }] }, 'webhooks[0].name']],
  },
  'apiservices.apiregistration.k8s.io': {
    good: {
      metadata: { name: 'v1.web.example.com' },
      spec: { group: 'web.example.com', version: 'v1', groupPriorityMinimum: 100, versionPriority: 10 },
    },
    bad: [[{ metadata: { name: 'other' } }, 'metadata.name']],
  },
  'flowschemas.flowcontrol.apiserver.k8s.io': {
    good: { spec: { priorityLevelConfiguration: { name: 'web' } } },
    bad: [[{ spec: {} }, 'spec.priorityLevelConfiguration.name']],
  },
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': {
    good: { spec: { type: 'Limited', limited: { limitResponse: { type: 'Queue', queuing: {} } } } },
    bad: [[{ spec: { type: 'Limited' } }, 'spec.limited']],
  },
  'certificatesigningrequests.certificates.k8s.io': {
    good: { spec: { request: 'AAEC', signerName: 'example.com/web', usages: ['client auth'] } },
    bad: [[{ spec: { request: 'AAEC', signerName: 'web', usages: ['client auth'] } }, 'spec.signerName']],
  },
  'customresourcedefinitions.apiextensions.k8s.io': {
    good: {
      metadata: { name: 'web.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'web', kind: 'Web' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
      },
    },
    bad: [
      [{ metadata: { name: 'other' } }, 'metadata.name'],
      [
        { spec: { group: 'example.com', scope: 'Here', names: { plural: 'web', kind: 'Web' }, versions: [] } },
        'spec.scope',
      ],
    ],
  },
}

const clock = { nowMs: 60_000, virtualMs: () => 0 }

/** The sample with identity and the server's part of metadata. */
function whole({ info }: KindDefinition, fields: Json): Json {
  const { metadata = {}, ...rest } = fields as { metadata?: Json }
  return {
    apiVersion: info.group ? `${info.group}/${info.version}` : info.version,
    kind: info.kind,
    metadata: {
      name: 'web',
      ...(info.namespaced ? { namespace: 'default' } : {}),
      creationTimestamp: '2025-01-01T00:00:00Z',
      ...metadata,
    },
    ...rest,
  }
}

/** Decoded, prepared and defaulted, as a create does. */
function created(definition: KindDefinition, fields: Json): KObject {
  const schema = builtinSchemas.get(definition.schema)
  const { value, message } = decode(builtinSchemas, schema, whole(definition, fields))
  expect(message).toBe('')
  const object = value as unknown as KObject
  definition.prepareForCreate?.(object, { nowMs: 0, now: '2025-01-01T00:00:00Z' })
  definition.defaults?.(object)
  return object
}

describe('the list of kinds', () => {
  test('names every file of a kind once', () => {
    const files = readdirSync(dirname(fileURLToPath(import.meta.url))).filter((name) => name.endsWith('.ts'))
    const known = new Set(kinds.map(({ info }) => `${info.singular === 'endpoints' ? 'endpoints' : info.singular}.ts`))
    expect(known.size).toBe(kinds.length)
    expect(files).toEqual(expect.arrayContaining([...known]))
  })

  test('gives every name and short name once', () => {
    const names = kinds.flatMap(({ info }) => [info.resource, ...info.shortNames])
    expect(new Set(names).size).toBe(names.length)
  })

  test('has a sample of every kind', () => {
    expect(Object.keys(SAMPLES).sort()).toEqual(kinds.map(({ info }) => info.resource).sort())
  })
})

describe.each(kinds.map((definition) => [definition.info.resource, definition] as const))(
  '%s',
  (resource, definition) => {
    const sample = SAMPLES[resource] as Sample

    test('is the kind that its schema says', () => {
      const { group, version, kind, plural } = definition.info
      const schema = builtinSchemas.forKind(group ? `${group}/${version}` : version, kind)
      expect(schema?.name).toBe(definition.schema)
      expect(resource).toBe(group ? `${plural}.${group}` : plural)
    })

    test('survives decoding, defaulting and printing', () => {
      const object = created(definition, sample.good)
      const schema = builtinSchemas.get(definition.schema)
      const wire = encode(builtinSchemas, schema, object)
      const again = decode(builtinSchemas, schema, JSON.parse(JSON.stringify(wire)))
      expect(again.message).toBe('')
      const back = again.value as unknown as KObject
      definition.defaults?.(back)
      expect(encode(builtinSchemas, schema, back)).toEqual(wire)
    })

    test('defaults what is defaulted to the same', () => {
      const object = created(definition, sample.good)
      const once = structuredClone(object)
      definition.defaults?.(object)
      expect(object).toEqual(once)
    })

    test('accepts the sample, new and updated by itself', () => {
      const object = created(definition, sample.good)
      expect(definition.validate?.(object) ?? []).toEqual([])
      expect(definition.validateUpdate?.(structuredClone(object), object) ?? []).toEqual([])
      expect(definition.warnings?.(object, undefined) ?? []).toEqual([])
    })

    test.each(sample.bad ?? [])('refuses %j at %s', (change, field) => {
      const errors = definition.validate?.(created(definition, { ...sample.good, ...change })) ?? []
      expect(errors.map((error) => error.field)).toContain(field)
      for (const error of errors) expect(error.message).toMatch(/^[A-Z][a-z]+/)
    })

    test('prints a cell for every column', () => {
      const row = definition.printRow(created(definition, sample.good), clock)
      expect(row).toHaveLength(definition.columns.length)
      expect(row).not.toContain(undefined)
      expect(row.join(' ')).toContain('web')
    })

    test('reads every field that can be selected by', () => {
      const object = created(definition, sample.good)
      for (const read of Object.values(definition.fields ?? {})) expect(typeof read(object)).toBe('string')
    })
  },
)
