/** `kubectl create deployment | job | cronjob`. Source: kubectl pkg/cmd/create. */
import type { Call } from '../call.ts'
import { fail } from '../base/failure.ts'
import { copy, type Json, object, text } from '../base/json.ts'
import { commandOf, container, generator, template } from './generator.ts'
import { targetsOf, fetch } from '../client/targets.ts'

/** The container's name: the image without its path, tag and what no name may hold. */
export function nameOfImage(image: string): string {
  const last = image.split('/').at(-1) ?? ''
  return (last.split(':')[0] as string).split('@')[0]?.replace(/[^-a-z0-9]/gi, '-') ?? ''
}

export const createDeployment = generator(
  'deployment',
  ['image:list', 'replicas,r:int=1', 'port:int=-1'],
  (call, name) => {
    const images = call.flags.list('image')
    const command = commandOf(call)
    if (images.length > 1 && command.length > 0) throw fail('cannot specify multiple --image options and command')
    const port = call.flags.int('port')
    const containers = images.map((image) =>
      container(nameOfImage(image), image, {
        ...(command.length > 0 ? { command } : {}),
        ...(port > 0 ? { ports: [{ containerPort: port }] } : {}),
      }),
    )
    const labels = { app: name }
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels },
      spec: {
        replicas: call.flags.int('replicas'),
        selector: { matchLabels: labels },
        strategy: {},
        template: template(labels, { containers }),
      },
      status: {},
    }
  },
  { aliases: ['deploy'], required: ['image'], failing: 'failed to create deployment' },
)

export const createJob = generator(
  'job',
  ['image:string', 'from:string'],
  (call, name) => {
    const image = call.flags.string('image')
    const from = call.flags.string('from')
    if (image === '' && from === '') throw fail('either --image or --from must be specified')
    if (image !== '' && from !== '') throw fail('either --image or --from must be specified')
    return from === '' ? ofImage(call, name, image) : ofCronJob(call, name, from)
  },
  { failing: 'failed to create job' },
)

function ofImage(call: Call, name: string, image: string): Json {
  const command = commandOf(call)
  const one = container(name, image, command.length > 0 ? { command } : {})
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: { template: template(undefined, { containers: [one], restartPolicy: 'Never' }) },
    status: {},
  }
}

/** A run by hand of a CronJob. */
function ofCronJob(call: Call, name: string, from: string): Json {
  const [info] = targetsOf(call, [from]).targets.flatMap((target) => fetch(call, target))
  if (info === undefined || info.mapping.kind !== 'CronJob') throw fail(`from must be an existing cronjob`)
  const made = copy(object(info.object, 'spec', 'jobTemplate'))
  const owner = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    name: info.name,
    uid: text(info.object, 'metadata', 'uid'),
    controller: true,
  }
  const annotations = { 'cronjob.kubernetes.io/instantiate': 'manual', ...object(made, 'metadata', 'annotations') }
  const labels = object(made, 'metadata', 'labels')
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, annotations, ...(Object.keys(labels).length > 0 ? { labels } : {}), ownerReferences: [owner] },
    spec: made.spec,
    status: {},
  }
}

export const createCronJob = generator(
  'cronjob',
  ['image:string', 'schedule:string', 'restart:string'],
  (call, name) => {
    const command = commandOf(call)
    const one = container(name, call.flags.string('image'), command.length > 0 ? { command } : {})
    const restartPolicy = call.flags.string('restart') || 'OnFailure'
    return {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name },
      spec: {
        schedule: call.flags.string('schedule'),
        jobTemplate: {
          metadata: { creationTimestamp: null, name },
          spec: { template: template(undefined, { containers: [one], restartPolicy }) },
        },
      },
      status: {},
    }
  },
  { aliases: ['cj'], required: ['image', 'schedule'], failing: 'failed to create cronjob' },
)
