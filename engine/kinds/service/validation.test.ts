/** What is refused in a Service, in upstream's words. */
import { describe, expect, test } from 'vitest'
import { formatFieldError } from '../../api/fielderror.ts'
import type { Service } from '../types.ts'
import { defaultService } from './defaults.ts'
import { validateServiceUpdate } from './update.ts'
import { validateService } from './validation.ts'

function service(spec: object): Service {
  const made = structuredClone({
    metadata: { name: 'web' },
    spec: { ports: [{ port: 80 }], clusterIP: '10.96.1.1', clusterIPs: ['10.96.1.1'], ...spec },
  }) as unknown as Service
  defaultService(made)
  return made
}

const errorsOf = (spec: object) => validateService(service(spec)).map(formatFieldError)

describe('a Service', () => {
  test.each<[string, object, string[]]>([
    ['of no ports', { ports: [] }, ['spec.ports: Required value']],
    ['of no ports, without an address', { ports: [], clusterIP: 'None', clusterIPs: ['None'] }, []],
    [
      'of two ports without names',
      { ports: [{ port: 80 }, { port: 81 }] },
      ['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value'],
    ],
    [
      'of one port twice',
      {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 80 },
        ],
      },
      [
        'spec.ports[1]: Duplicate value: core.ServicePort{Name:"", Protocol:"TCP", AppProtocol:(*string)(nil), Port:80, TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:""}, NodePort:0}',
      ],
    ],
    [
      'of ports that are none',
      { ports: [{ port: 0, targetPort: 'UPPER' }] },
      [
        'spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
        'spec.ports[0].targetPort: Invalid value: "UPPER": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'spec.ports[0].targetPort: Invalid value: "UPPER": must contain at least one letter (a-z)',
      ],
    ],
    [
      'with a node port for nobody outside',
      { ports: [{ port: 80, nodePort: 30_000 }] },
      ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ],
    [
      'of an unknown type',
      { type: 'Magic' },
      [
        'spec.type: Unsupported value: "Magic": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
      ],
    ],
    [
      'that is a name outside and has an address',
      { type: 'ExternalName', externalName: 'example.com' },
      ['spec.clusterIPs: Forbidden: may not be set for ExternalName services'],
    ],
    [
      'that is a name outside, but which',
      { type: 'ExternalName', clusterIP: undefined, clusterIPs: undefined, ports: undefined },
      ['spec.externalName: Required value'],
    ],
    [
      'that sticks for ever',
      { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 100_000 } } },
      [
        'spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 100000: must be greater than 0 and less than 86400',
      ],
    ],
    [
      'reached at the machine one sits at',
      { externalIPs: ['127.0.0.1'] },
      ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ],
    [
      'with a policy for nobody',
      { externalTrafficPolicy: 'Local' },
      ['spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'],
    ],
    [
      'balanced in a class of its own, though not balanced',
      { loadBalancerClass: 'a.example/b' },
      ["spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'"],
    ],
    [
      'with no address on a node',
      { type: 'NodePort', clusterIP: 'None', clusterIPs: ['None'] },
      ['spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services'],
    ],
    [
      'with two addresses that are one',
      { clusterIPs: ['10.96.1.1', '10.96.1.2'] },
      [
        'spec.clusterIPs: Invalid value: []string{"10.96.1.1", "10.96.1.2"}: may specify no more than one IP for each IP family',
      ],
    ],
  ])('%s', (_, spec, expected) => {
    expect(errorsOf(spec)).toEqual(expected)
  })

  test('keeps its address for life, unless it was none', () => {
    const changed = (next: object, old: object = {}) =>
      validateServiceUpdate(service(next), service(old)).map(formatFieldError)
    expect(changed({ clusterIP: '10.96.1.2', clusterIPs: ['10.96.1.2'] })).toEqual([
      'spec.clusterIPs[0]: Invalid value: []string{"10.96.1.2"}: may not change once set',
    ])
    const outside = { type: 'ExternalName', externalName: 'x.example', clusterIP: undefined, clusterIPs: undefined }
    expect(changed({}, outside)).toEqual([])
  })
})
