/** Pods of Jobs: tracked, and with an index where the Job has indexes. Source: pkg/controller/job manageJob. */
import type { StatusError } from '../../api/errors.ts'
import type { Draft } from '../../api/object.ts'
import type { ApiServer } from '../../api/server.ts'
import type { Container, Job, Pod, PodTemplateSpec } from '../../kinds/types.ts'
import { failuresAfter, indexedPrefix, NO_INDEX } from '../../rules/job/indexes.ts'
import {
  COMPLETION_INDEX,
  INDEX_FAILURES,
  INDEX_IGNORED_FAILURES,
  isIndexed,
  TRACKING_FINALIZER,
} from '../../rules/job/names.ts'
import { withOwn } from '../../rules/specvariants.ts'
import type { PodControl } from '../podcontrol.ts'
import { podDraft } from '../podtemplate.ts'

const INDEX_ENV = 'JOB_COMPLETION_INDEX'

/** Templates as Pods get them; made once a template, so that Pods share what is theirs. */
const tracked = new WeakMap<PodTemplateSpec, PodTemplateSpec>()

/** @returns the error when the server refuses the Pod */
export function makePod(
  server: ApiServer,
  control: PodControl,
  job: Job,
  index: number,
  replaced: Pod | undefined,
): StatusError | undefined {
  const template = trackedTemplate(job)
  if (index === NO_INDEX) return control.create(job, template)
  return control.createFrom(job, indexedDraft(podDraft(server, template, job), job, index, replaced))
}

function trackedTemplate(job: Job): PodTemplateSpec {
  const { template } = job.spec
  const known = tracked.get(template)
  if (known !== undefined) return known
  const finalizers = template.metadata?.finalizers ?? []
  const made: PodTemplateSpec = {
    ...template,
    metadata: {
      ...template.metadata,
      finalizers: [...finalizers.filter((f) => f !== TRACKING_FINALIZER), TRACKING_FINALIZER],
    },
  }
  if (isIndexed(job) && template.spec) {
    const { containers, initContainers } = template.spec
    made.spec = { ...template.spec, containers: containers.map(withIndexEnv) }
    if (initContainers) made.spec.initContainers = initContainers.map(withIndexEnv)
  }
  tracked.set(template, made)
  return made
}

/** The index as a variable, read from the Pod's own label, unless the container brings one of that name. */
function withIndexEnv(container: Container): Container {
  const { env = [] } = container
  if (env.some(({ name }) => name === INDEX_ENV)) return container
  const fieldPath = `metadata.labels['${COMPLETION_INDEX}']`
  return { ...container, env: [...env, { name: INDEX_ENV, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } } }] }
}

function indexedDraft(draft: Draft<Pod>, job: Job, index: number, replaced: Pod | undefined): Draft<Pod> {
  const { labels, annotations } = draft.metadata
  const { name } = job.metadata
  const perIndex = job.spec.backoffLimitPerIndex === undefined ? {} : failureAnnotations(job, replaced)
  return {
    ...draft,
    metadata: {
      ...draft.metadata,
      generateName: indexedPrefix(name, index),
      labels: { ...labels, [COMPLETION_INDEX]: String(index) },
      annotations: { ...annotations, [COMPLETION_INDEX]: String(index), ...perIndex },
    },
    spec: withOwn(draft.spec, { hostname: `${name}-${index}` }),
  }
}

function failureAnnotations(job: Job, replaced: Pod | undefined): Record<string, string> {
  const { counted, ignored } = failuresAfter(job, replaced)
  const ignoredToo: Record<string, string> = ignored > 0 ? { [INDEX_IGNORED_FAILURES]: String(ignored) } : {}
  return { [INDEX_FAILURES]: String(counted), ...ignoredToo }
}
