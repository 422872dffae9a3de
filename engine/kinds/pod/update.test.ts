/** What may change in a Pod that is there, and how a change that may not is shown. */
import { describe, expect, test } from 'vitest'
import { formatFieldError } from '../../api/fielderror.ts'
import { defaultPod } from '../podspec/poddefaults.ts'
import type { Pod, PodSpec } from '../types.ts'
import { validatePodUpdate } from './update.ts'

const base: Partial<PodSpec> = {
  containers: [{ name: 'app', image: 'nginx:1' }],
  tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 10 }],
}

function pod(spec: object): Pod {
  const made = structuredClone({ metadata: { name: 'web' }, spec: { ...base, ...spec } }) as unknown as Pod
  defaultPod(made)
  return made
}

const errorsOf = (next: object, old: object = {}): string[] =>
  validatePodUpdate(pod(next), pod(old)).map((error) => formatFieldError(error).replaceAll('\u00a0', ' '))

describe('a Pod may change', () => {
  test.each<[string, object, object?]>([
    ['nothing', {}],
    ['its image', { containers: [{ name: 'app', image: 'nginx:2', imagePullPolicy: 'IfNotPresent' }] }],
    ['to a deadline', { activeDeadlineSeconds: 60 }],
    ['to a shorter deadline', { activeDeadlineSeconds: 60 }, { activeDeadlineSeconds: 90 }],
    ['to more tolerations', { tolerations: [...(base.tolerations ?? []), { key: 'b', operator: 'Exists' }] }],
    ["a toleration's time", { tolerations: [{ ...base.tolerations?.[0], tolerationSeconds: 99 }] }],
    ['through a gate', { schedulingGates: [] }, { schedulingGates: [{ name: 'a.example/b' }] }],
    [
      'where it may go, while it waits at a gate',
      { schedulingGates: [{ name: 'a.example/b' }], nodeSelector: { zone: 'a', disk: 'ssd' } },
      { schedulingGates: [{ name: 'a.example/b' }], nodeSelector: { zone: 'a' } },
    ],
  ])('%s', (_, next, old) => {
    expect(errorsOf(next, old)).toEqual([])
  })
})

describe('a Pod may not change', () => {
  test.each<[string, object, object, string]>([
    [
      'how many containers it has',
      { containers: [...(base.containers ?? []), { name: 'b', image: 'x' }] },
      {},
      'spec.containers: Forbidden: pod updates may not add or remove containers',
    ],
    [
      'to a later deadline',
      { activeDeadlineSeconds: 90 },
      { activeDeadlineSeconds: 60 },
      'spec.activeDeadlineSeconds: Invalid value: 90: must be less than or equal to previous value',
    ],
    [
      'to no deadline',
      {},
      { activeDeadlineSeconds: 60 },
      'spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value',
    ],
    [
      'to fewer tolerations',
      { tolerations: [] },
      {},
      'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
    ],
    [
      'back behind a gate',
      { schedulingGates: [{ name: 'a.example/b' }] },
      {},
      "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'a.example/b'",
    ],
    [
      'where it may go while it waits, but to less',
      { schedulingGates: [{ name: 'a.example/b' }], nodeSelector: { zone: 'b' } },
      { schedulingGates: [{ name: 'a.example/b' }], nodeSelector: { zone: 'a' } },
      'spec.nodeSelector: Invalid value: map[string]string{"zone":"b"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
    ],
  ])('%s', (_, next, old, expected) => {
    expect(errorsOf(next, old)).toContain(expected)
  })

  test('anything else, and is shown what differs', () => {
    const next = {
      hostNetwork: true,
      containers: [{ name: 'app', image: 'nginx:1', resources: { limits: { cpu: '1' } } }],
    }
    const [error = ''] = errorsOf(next)
    expect(error).toMatch(
      /^spec: Forbidden: pod updates may not change fields other than `spec.containers\[\*\].image`/,
    )
    expect(error.slice(error.indexOf('\n') + 1)).toBe(
      [
        '  core.PodSpec{',
        '  \tVolumes:        nil,',
        '  \tInitContainers: nil,',
        '  \tContainers: []core.Container{',
        '  \t\t{',
        '  \t\t\t... // 6 identical fields',
        '  \t\t\tEnvFrom: nil,',
        '  \t\t\tEnv:     nil,',
        '  \t\t\tResources: core.ResourceRequirements{',
        '- \t\t\t\tLimits:   nil,',
        '+ \t\t\t\tLimits:   core.ResourceList{s"cpu": {i: resource.int64Amount{value: 1}, s: "1", Format: "DecimalSI"}},',
        '- \t\t\t\tRequests: nil,',
        '+ \t\t\t\tRequests: core.ResourceList{s"cpu": {i: resource.int64Amount{value: 1}, s: "1", Format: "DecimalSI"}},',
        '  \t\t\t\tClaims:   nil,',
        '  \t\t\t},',
        '  \t\t\tResizePolicy:  nil,',
        '  \t\t\tRestartPolicy: nil,',
        '  \t\t\t... // 13 identical fields',
        '  \t\t},',
        '  \t},',
        '  \tEphemeralContainers: nil,',
        '  \tRestartPolicy:       "Always",',
        '  \t... // 5 identical fields',
        '  \tAutomountServiceAccountToken: nil,',
        '  \tNodeName:                     "",',
        '  \tSecurityContext: &core.PodSecurityContext{',
        '- \t\tHostNetwork: false,',
        '+ \t\tHostNetwork: true,',
        '  \t\tHostPID:     false,',
        '  \t\tHostIPC:     false,',
        '  \t\t... // 15 identical fields',
        '  \t},',
        '  \tImagePullSecrets: nil,',
        '  \tHostname:         "",',
        '  \t... // 19 identical fields',
        '  }',
        '',
      ].join('\n'),
    )
  })
})
