/**
 * Priority classes: a Pod's class becomes its priority and preemption policy; at most one class is everyone's default.
 * Source: plugin/pkg/admission/priority.
 */
import type { AdmissionPlugin, AdmissionRequest } from '../api/admission.ts'
import type { ApiServer } from '../api/server.ts'
import type { Table } from '../api/table.ts'
import type { PriorityClass } from '../kinds/priorityclass.ts'
import type { Pod, PodSpec } from '../kinds/types.ts'
import { changedSpec } from '../rules/specvariants.ts'
import { createdPod, refuse } from './requests.ts'

const RESOURCE = 'priorityclasses.scheduling.k8s.io'
const DEFAULTS = 'globalDefault'
const PREEMPT = 'PreemptLowerPriority'

interface Prepared {
  from: PriorityClass | undefined
  spec: PodSpec
}

export function priority(server: ApiServer): AdmissionPlugin {
  const classes = server.store.table(RESOURCE)
  classes.addIndex(DEFAULTS, (object) => ((object as PriorityClass).globalDefault ? 'true' : undefined))
  const prepared = new WeakMap<PodSpec, Prepared>()
  return {
    name: 'Priority',
    mutate(request) {
      const pod = createdPod(request)
      if (pod === undefined) return keptOnUpdate(request)
      const from = pod.spec.priorityClassName ? namedClass(classes, request, pod.spec) : defaultClass(classes)
      const spec = changedSpec(pod.spec, (given) => {
        let known = prepared.get(given)
        if (known === undefined || known.from !== from) {
          known = { from, spec: prepare(request, given, from) }
          prepared.set(given, known)
        }
        return known.spec
      })
      return { ...pod, spec }
    },
    validate(request) {
      if (request.info.resource === RESOURCE && request.operation !== 'DELETE') checkOnlyDefault(classes, request)
    },
  }
}

/** A client that sends a Pod back without its priority means to keep it. */
function keptOnUpdate(request: AdmissionRequest) {
  const { operation, info, object, old } = request
  if (operation !== 'UPDATE' || info.resource !== 'pods' || object === undefined || old === undefined) return object
  const { spec } = object as Pod
  const { priority: number, preemptionPolicy } = (old as Pod).spec
  if (spec.priority !== undefined && spec.preemptionPolicy !== undefined) return object
  return {
    ...object,
    spec: {
      ...spec,
      ...(spec.priority === undefined && number !== undefined ? { priority: number } : {}),
      ...(spec.preemptionPolicy === undefined && preemptionPolicy !== undefined ? { preemptionPolicy } : {}),
    },
  } as Pod
}

function namedClass(classes: Table, request: AdmissionRequest, spec: PodSpec): PriorityClass {
  const found = classes.find('', spec.priorityClassName as string)
  if (found === undefined) throw refuse(request, `no PriorityClass with name ${spec.priorityClassName} was found`)
  return found as PriorityClass
}

/** Of several defaults (an old cluster may have them) the lowest counts. */
function defaultClass(classes: Table): PriorityClass | undefined {
  if (classes.countIn(DEFAULTS, 'true') === 0) return undefined
  let lowest: PriorityClass | undefined
  classes.eachIn(DEFAULTS, 'true', (object) => {
    const found = object as PriorityClass
    if (lowest === undefined || found.value < lowest.value) lowest = found
  })
  return lowest
}

function prepare(request: AdmissionRequest, spec: PodSpec, from: PriorityClass | undefined): PodSpec {
  const number = from?.value ?? 0
  const policy = from === undefined ? PREEMPT : from.preemptionPolicy
  if (spec.priority !== undefined && spec.priority !== number) {
    throw refuse(request, contradiction(`the integer value of priority (${spec.priority})`, String(number)))
  }
  if (policy && spec.preemptionPolicy && spec.preemptionPolicy !== policy) {
    throw refuse(request, contradiction(`the string value of PreemptionPolicy (${spec.preemptionPolicy})`, policy))
  }
  return {
    ...spec,
    ...(from ? { priorityClassName: from.metadata.name } : {}),
    priority: number,
    ...(policy ? { preemptionPolicy: policy } : {}),
  }
}

function contradiction(given: string, computed: string): string {
  return `${given} must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`
}

function checkOnlyDefault(classes: Table, request: AdmissionRequest): void {
  if (!(request.object as PriorityClass | undefined)?.globalDefault) return
  const other = defaultClass(classes)
  if (other === undefined || other.metadata.name === request.name) return
  throw refuse(request, `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`)
}
