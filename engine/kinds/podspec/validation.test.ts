/** What is refused in a Pod spec, field by field, in upstream's words. */
import { describe, expect, test } from 'vitest'
import { formatFieldError } from '../../api/fielderror.ts'
import type { Container, Pod, PodSpec } from '../types.ts'
import { defaultPod } from './poddefaults.ts'
import { podWarnings, templateWarnings } from './warnings.ts'
import { validatePodCreate } from '../pod/validation.ts'

/** The errors of a Pod with this spec, as one reads them. */
function errorsOf(spec: object): string[] {
  const pod = { metadata: { name: 'web' }, spec } as unknown as Pod
  defaultPod(pod)
  return validatePodCreate(pod).map(formatFieldError)
}

const containerErrors = (container: object): string[] =>
  errorsOf({ containers: [{ name: 'app', image: 'nginx', ...container }] }).map((text) =>
    text.replace('spec.containers[0].', ''),
  )

const specErrors = (spec: object): string[] =>
  errorsOf({ containers: [{ name: 'app', image: 'nginx' }], ...spec }).map((text) => text.replace('spec.', ''))

const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

describe('a container', () => {
  test.each<[string, object, string[]]>([
    ['without a name', { name: '' }, ['name: Required value']],
    ['without an image', { image: '' }, ['image: Required value']],
    [
      'with an image in white space',
      { image: ' nginx' },
      ['image: Invalid value: " nginx": must not have leading or trailing whitespace'],
    ],
    [
      'with two ports of one name',
      {
        ports: [
          { name: 'web', containerPort: 80 },
          { name: 'web', containerPort: 81 },
        ],
      },
      ['ports[1].name: Duplicate value: "web"'],
    ],
    [
      'with one host port twice',
      {
        ports: [
          { containerPort: 80, hostPort: 80 },
          { containerPort: 81, hostPort: 80 },
        ],
      },
      ['ports[1].hostPort: Duplicate value: "TCP//80"'],
    ],
    [
      'with a value from nowhere',
      { env: [{ name: 'A', valueFrom: {} }] },
      [
        'env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`',
      ],
    ],
    [
      'with a value and a source',
      { env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
      ['env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'],
    ],
    [
      'with a field that cannot be a variable',
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.phase' } } }] },
      [
        'env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
      ],
    ],
    [
      'with a field that is none',
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.nope' } } }] },
      [
        'env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.nope": error converting fieldPath: field label not supported: spec.nope',
      ],
    ],
    [
      "with a label's value",
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } }] },
      [],
    ],
    [
      'with all of a ConfigMap without a name',
      { envFrom: [{ configMapRef: {} }] },
      ['envFrom[0].configMapRef.name: Required value'],
    ],
    [
      'with a probe of two ways',
      { readinessProbe: { httpGet: { port: 80 }, tcpSocket: { port: 80 } } },
      ['readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type'],
    ],
    [
      'with a probe of no port',
      { readinessProbe: { httpGet: { port: 0 } } },
      ['readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive'],
    ],
    [
      'with a probe before its time',
      { startupProbe: { exec: { command: [] }, initialDelaySeconds: -1 } },
      [
        'startupProbe.exec.command: Required value',
        'startupProbe.initialDelaySeconds: Invalid value: -1: must be greater than or equal to 0',
      ],
    ],
    [
      'with a grace period for readiness',
      { readinessProbe: { httpGet: { port: 80 }, terminationGracePeriodSeconds: 5 } },
      ['readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes'],
    ],
    [
      'that sleeps longer than it is given',
      { lifecycle: { preStop: { sleep: { seconds: 60 } } } },
      [
        'lifecycle.preStop.sleep: Invalid value: 60: must be greater than 0 and less than terminationGracePeriodSeconds (30). Enable AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep.',
      ],
    ],
    [
      'that asks for more than its limit',
      { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } },
      ['resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'],
    ],
    [
      'that asks for what there is not',
      { resources: { requests: { bananas: '1' } } },
      [
        'resources.requests[bananas]: Invalid value: "bananas": must be a standard resource type or fully qualified',
        'resources.requests[bananas]: Invalid value: "bananas": must be a standard resource for containers',
      ],
    ],
    [
      'that asks for a device without a limit',
      { resources: { requests: { 'example.com/gpu': '1' } } },
      ['resources.limits: Required value: Limit must be set for non overcommitable resources'],
    ],
    [
      'that restarts by itself',
      { restartPolicy: 'Always' },
      ['restartPolicy: Forbidden: may not be set for non-init containers'],
    ],
    [
      'that wants less and more privileges',
      { securityContext: { runAsUser: -1, seccompProfile: { type: 'Localhost' } } },
      [
        'securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive',
        'securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost',
      ],
    ],
  ])('%s', (_, container, expected) => {
    expect(containerErrors(container)).toEqual(expected)
  })
})

describe('init containers', () => {
  const withInit = (init: object) => specErrors({ initContainers: [{ name: 'init', image: 'busybox', ...init }] })

  test('have no probes, unless they stay', () => {
    const probe = { readinessProbe: { tcpSocket: { port: 80 } } }
    expect(withInit(probe)).toEqual([
      'initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    ])
    expect(withInit({ ...probe, restartPolicy: 'Always' })).toEqual([])
  })

  test('restart always or not at all', () => {
    expect(withInit({ restartPolicy: 'OnFailure' })).toEqual([
      'initContainers[0].restartPolicy: Unsupported value: "OnFailure": supported values: "Always"',
    ])
  })

  test('share no name with another', () => {
    expect(withInit({ name: 'app' })).toEqual(['initContainers[0].name: Duplicate value: "app"'])
  })
})

describe('volumes', () => {
  test.each<[string, object, string[]]>([
    [
      'of two sources',
      { emptyDir: {}, hostPath: { path: '/x' } },
      ['hostPath: Forbidden: may not specify more than 1 volume type'],
    ],
    ['of an unnamed ConfigMap', { configMap: {} }, ['configMap.name: Required value']],
    ['of an unnamed Secret', { secret: {} }, ['secret.secretName: Required value']],
    ['of an unnamed claim', { persistentVolumeClaim: {} }, ['persistentVolumeClaim.claimName: Required value']],
    [
      'on a host, upwards',
      { hostPath: { path: '/a/../b' } },
      ['hostPath.path: Invalid value: "/a/../b": must not contain \'..\''],
    ],
    [
      'with a mode beyond octal 777',
      { configMap: { name: 'c', defaultMode: 512 } },
      ['configMap.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive'],
    ],
    [
      'with files that lie elsewhere',
      { configMap: { name: 'c', items: [{ key: 'k', path: '/etc/x' }] } },
      ['configMap.items[0].path: Invalid value: "/etc/x": must be a relative path'],
    ],
    [
      'with two files in one place',
      {
        projected: {
          sources: [
            {
              secret: {
                name: 's',
                items: [
                  { key: 'a', path: 'x' },
                  { key: 'b', path: 'x' },
                ],
              },
            },
          ],
        },
      },
      ['projected: Invalid value: "s": conflicting duplicate paths'],
    ],
    [
      'with a token that hardly lives',
      { projected: { sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 60 } }] } },
      [
        'projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
        'projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set',
      ],
    ],
  ])('%s', (_, source, expected) => {
    const errors = specErrors({ volumes: [{ name: 'v', ...source }] })
    expect(errors.map((text) => text.replace('volumes[0].', ''))).toEqual(expected)
  })

  test('are mounted once in a place', () => {
    const volumeMounts = [
      { name: 'v', mountPath: '/data' },
      { name: 'v', mountPath: '/data' },
    ]
    expect(errorsOf({ containers: [{ name: 'app', image: 'x', volumeMounts }], volumes: [{ name: 'v' }] })).toEqual([
      'spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/data": must be unique',
    ])
  })
})

describe('a spec', () => {
  const term = { matchExpressions: [{ key: 'zone', operator: 'Gt', values: ['1', '2'] }] }
  const nodeAffinity = (more: object) => ({ affinity: { nodeAffinity: more } })

  test.each<[string, object, string[]]>([
    ['of a node with no name', { nodeName: 'Node' }, [`nodeName: Invalid value: "Node": ${SUBDOMAIN}`]],
    [
      'without own name servers',
      { dnsPolicy: 'None' },
      ['dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None'],
    ],
    [
      'with four name servers',
      { dnsConfig: { nameservers: ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'] } },
      [
        'dnsConfig.nameservers: Invalid value: []string{"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"}: must not have more than 3 nameservers',
      ],
    ],
    [
      'with affinity to two numbers at once',
      nodeAffinity({ requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } }),
      [
        "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'",
      ],
    ],
    [
      'with affinity to nothing',
      nodeAffinity({ requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } }),
      [
        'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term',
      ],
    ],
    [
      'with a preference of no weight',
      nodeAffinity({ preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 0, preference: {} }] }),
      [
        'affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100',
      ],
    ],
    [
      'with a toleration of nothing in particular',
      { tolerations: [{ effect: 'NoSchedule' }] },
      [
        'tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ],
    ],
    [
      'with seconds for what never ends',
      { tolerations: [{ key: 'a', effect: 'NoSchedule', tolerationSeconds: 3 }] },
      [
        'tolerations[0].effect: Invalid value: "NoSchedule": effect must be \'NoExecute\' when `tolerationSeconds` is set',
      ],
    ],
    [
      'with one spread twice',
      {
        topologySpreadConstraints: [
          { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' },
          { maxSkew: 2, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' },
        ],
      },
      ['topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, DoNotSchedule}"'],
    ],
    [
      'gated twice by one gate',
      { schedulingGates: [{ name: 'a.example/b' }, { name: 'a.example/b' }] },
      ['schedulingGates[1]: Duplicate value: "a.example/b"'],
    ],
    [
      'gated and yet bound',
      { nodeName: 'node-1', schedulingGates: [{ name: 'a.example/b' }] },
      ['nodeName: Forbidden: cannot be set until all schedulingGates have been cleared'],
    ],
    [
      'with users of its own on the network of the host',
      { hostUsers: false, hostNetwork: true },
      ['hostNetwork: Forbidden: when `pod.Spec.HostUsers` is false'],
    ],
  ])('%s', (_, spec, expected) => {
    expect(specErrors(spec)).toEqual(expected)
  })
})

describe('warnings', () => {
  const warningsOf = (container: Partial<Container>, more: Partial<PodSpec> = {}) =>
    podWarnings({ metadata: { name: 'web' } }, undefined, {
      containers: [{ name: 'app', image: 'x', ...container }],
      ...more,
    })

  test('tell of a variable that hides another', () => {
    const env = [
      { name: 'A', value: '1' },
      { name: 'A', value: '2' },
    ]
    expect(warningsOf({ env })).toEqual([
      'spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
    ])
    expect(warningsOf({ env: [env[0] as { name: string }, { name: 'A', value: '$(A)2' }] })).toEqual([])
  })

  test('tell of a port that is there twice, of half bytes and old labels', () => {
    const ports = [{ containerPort: 80 }, { containerPort: 80 }]
    const resources = { limits: { memory: '1500m' } }
    const nodeSelector = { 'beta.kubernetes.io/os': 'linux' }
    expect(warningsOf({ ports, resources }, { nodeSelector })).toEqual([
      'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
      'spec.containers[0].resources.limits[memory]: fractional byte value "1500m" is invalid, must be an integer',
      'spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]',
    ])
  })

  test('tell of rules of placement that match nothing', () => {
    const spread = [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }]
    const required = [{ topologyKey: 'zone' }]
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } }
    expect(warningsOf({}, { topologySpreadConstraints: spread, affinity })).toEqual([
      'spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod',
      'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod',
    ])
  })

  test('are given for new Pods only, and for templates that may have changed', () => {
    const template = { spec: { containers: [], terminationGracePeriodSeconds: -1 } }
    const at = (generation: number) => ({ metadata: { name: 'web.example', generation } })
    const grace =
      'spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1'
    const named = expect.stringContaining('metadata.name: this is used in Pod names and hostnames')
    expect(templateWarnings(at(1), undefined, template)).toEqual([named, grace])
    expect(templateWarnings(at(2), at(1), template)).toEqual([grace])
    expect(templateWarnings(at(2), at(2), template)).toEqual([])
    expect(podWarnings(at(1), at(1), { containers: [], terminationGracePeriodSeconds: -1 })).toEqual([])
  })

  test('are not given for a negative grace period, which becomes the least there is', () => {
    const pod = { metadata: { name: 'web' }, spec: { containers: [], terminationGracePeriodSeconds: -5 } }
    defaultPod(pod as unknown as Pod)
    expect(pod.spec.terminationGracePeriodSeconds).toBe(1)
  })
})
