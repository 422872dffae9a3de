/** What may change in a Job, and what its status may say. */
import { describe, expect, it } from 'vitest'
import type { FieldError, Verbatim } from '../../api/fielderror.ts'
import type { Job } from '../types.ts'
import { validateJobStatus } from './status.ts'
import { validateJobUpdate } from './validation.ts'
import { generateSelector } from './selector.ts'
import { job as definition } from '../job.ts'
import type { KObject } from '../../api/object.ts'

function jobWith(spec: Partial<Job['spec']> = {}, status: Job['status'] = {}): Job {
  const object = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j', namespace: 'default', uid: 'u', resourceVersion: '1', creationTimestamp: '' },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'x' }] } }, ...spec },
    status: {},
  } as unknown as Job
  definition.defaults?.(object as KObject)
  generateSelector(object)
  return { ...object, status }
}

const changed = (next: Job, spec: Partial<Job['spec']>): Job => ({ ...next, spec: { ...next.spec, ...spec } })
const texts = (errors: { field: string; detail: string }[]) => [
  ...new Set(errors.map(({ field, detail }) => `${field}: ${detail}`)),
]

describe('an update of a Job', () => {
  it('may scale an Indexed Job, and no other', () => {
    const indexed = jobWith({ completionMode: 'Indexed', completions: 2, parallelism: 2 })
    expect(texts(validateJobUpdate(changed(indexed, { completions: 4, parallelism: 4 }), indexed))).toEqual([])
    expect(texts(validateJobUpdate(changed(indexed, { completions: 4 }), indexed))).toEqual([
      'spec.completions: can only be modified in tandem with spec.parallelism',
    ])
    const plain = jobWith({ completions: 2 })
    expect(texts(validateJobUpdate(changed(plain, { completions: 4, parallelism: 4 }), plain))).toEqual([
      'spec.completions: field is immutable',
    ])
  })

  it('may say where the Pods of a suspended Job go, until it has started', () => {
    const old = jobWith({ suspend: true })
    const { template } = old.spec
    const next = changed(old, {
      template: { ...template, spec: { ...template.spec, nodeSelector: { disk: 'ssd' } } as never },
    })
    expect(texts(validateJobUpdate(next, old))).toEqual([])
    const started = { ...old, status: { startTime: '2025-01-01T00:00:00Z' } }
    expect(texts(validateJobUpdate(next, started))).toEqual(['spec.template: field is immutable'])
  })

  it('prints the template in Go syntax', () => {
    const old = jobWith()
    const { template } = old.spec
    const next = changed(old, { template: { ...template, spec: { ...template.spec, hostNetwork: true } as never } })
    const [error] = validateJobUpdate(next, old).filter(({ field }) => field === 'spec.template')
    expect((error as FieldError & { badValue: Verbatim }).badValue.verbatim).toMatch(
      /^core\.PodTemplateSpec\{ObjectMeta:v1\.ObjectMeta\{Name:"", /,
    )
  })
})

describe('a status of a Job', () => {
  const ended = (type: string, ...before: string[]): Job['status'] => ({
    startTime: '2025-01-01T00:00:00Z',
    ...(type === 'Complete' ? { completionTime: '2025-01-01T00:01:00Z' } : {}),
    conditions: [...before, type].map((name) => ({ type: name, status: 'True' })),
  })

  it('ends by an interim condition', () => {
    const old = jobWith()
    expect(texts(validateJobStatus(jobWith({}, ended('Complete', 'SuccessCriteriaMet')), old))).toEqual([])
    expect(texts(validateJobStatus(jobWith({}, ended('Failed', 'FailureTarget')), old))).toEqual([])
    expect(texts(validateJobStatus(jobWith({}, ended('Failed')), old))).toEqual([
      'status.conditions: cannot set Failed=True condition without the FailureTarget=true condition',
    ])
  })

  it('never takes back an end, or what was counted', () => {
    const over = jobWith({}, { ...ended('Failed', 'FailureTarget'), failed: 2 })
    expect(texts(validateJobStatus(jobWith({}, { startTime: '2025-01-01T00:00:00Z', failed: 1 }), over))).toEqual([
      'status.conditions: cannot disable the terminal Failed=True condition',
      'status.conditions: cannot disable the terminal FailureTarget=True condition',
      'status.failed: cannot decrease the failed counter',
    ])
  })

  it('names indexes that are the Job’s, each once', () => {
    const old = jobWith({ completionMode: 'Indexed', completions: 5, parallelism: 5, backoffLimitPerIndex: 1 })
    const said = (completedIndexes: string, failedIndexes: string) =>
      texts(validateJobStatus({ ...old, status: { completedIndexes, failedIndexes } }, old))
    expect(said('0-2', '3')).toEqual([])
    expect(said('0-2', '2-3')).toEqual(['status.failedIndexes: failedIndexes and completedIndexes overlap at index: 2'])
    expect(said('5', '')).toEqual(['status.completedIndexes: error parsing completedIndexes: too large index: "5"'])
  })
})
