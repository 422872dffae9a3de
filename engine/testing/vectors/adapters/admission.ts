/** Adapters of limitranger.json and admission_priority_tolerations.json: what admission fills in and refuses. */
import type { AdmissionRequest } from '../../../api/admission.ts'
import { defaultTolerationSeconds } from '../../../admission/defaulttolerationseconds.ts'
import { priority } from '../../../admission/priority.ts'
import type { KObject } from '../../../api/object.ts'
import { ADMIN } from '../../../api/user.ts'
import { Cluster } from '../../../cluster.ts'
import type { LimitRange, PersistentVolumeClaim, Pod } from '../../../kinds/types.ts'
import { claimErrors, podErrors } from '../../../rules/limitrange/bounds.ts'
import { type Adapters, attempt, type Fields, plain, same, skip } from '../adapter.ts'
import { podOf } from '../objects.ts'

const LIMITS = 'limitranger/admission_test.go'
const PRIORITY = 'priority/admission_test.go'
const CLASSES = 'priorityclasses.scheduling.k8s.io'

/** A server whose only priority classes are the row's, and the plugin over it. */
function priorityWith(classes: Fields) {
  const { server } = new Cluster({ nodes: [] })
  const table = server.store.table(CLASSES)
  for (const { metadata } of table.list()) server.store.commit(table, table.row('', metadata.name), undefined)
  for (const given of classes ?? []) {
    const object = plain(given) as KObject
    server.store.commit(table, table.row('', object.metadata.name), () => object)
  }
  return { plugin: priority(server), table }
}

function request(
  info: AdmissionRequest['info'],
  operation: AdmissionRequest['operation'],
  object: Fields,
  old?: Fields,
) {
  const { name = '', namespace = '' } = object?.metadata ?? old?.metadata ?? {}
  const base = {
    operation,
    info,
    subresource: '',
    namespace,
    name,
    user: ADMIN,
    dryRun: false,
    warnings: [],
    audit: {},
  }
  return { ...base, object, old } as AdmissionRequest
}

const podsInfo = () => new Cluster({ nodes: [] }).server.store.table('pods').info

export const admissionAdapters: Adapters = {
  [`${LIMITS}:TestPodLimitFunc`]: ({ in: input, out }) => {
    same(podErrors(plain(input.limitRange) as LimitRange, podOf(input.pod)).length === 0, out.valid)
  },
  [`${LIMITS}:TestPersistentVolumeClaimLimitFunc`]: ({ in: input, out }) => {
    const claim = plain(input.pvc) as PersistentVolumeClaim
    same(claimErrors(plain(input.limitRange) as LimitRange, claim).length === 0, out.valid)
  },
  [`${PRIORITY}:TestPodAdmission`]: ({ in: input, out }) => {
    const { plugin } = priorityWith(input.existingClasses)
    const pod = podOf(input.pod)
    const admitted = attempt(() => plugin.mutate?.(request(podsInfo(), 'CREATE', pod)), out.expectError) as
      | Pod
      | undefined
    if (admitted === undefined) return
    same(admitted.spec.priority, out.expectedPriority)
    if (out.expectPreemptionPolicy) same(admitted.spec.preemptionPolicy, out.expectPreemptionPolicy)
  },
  [`${PRIORITY}:TestPriorityClassAdmission`]: ({ in: input, out }) => {
    const { plugin, table } = priorityWith(input.existingClasses)
    const next = plain(input.newClass ?? input.class) as Fields
    attempt(() => plugin.validate?.(request(table.info, input.operation, next)), out.expectError)
  },
  [`${PRIORITY}:TestDefaultPriority`]: ({ in: input, out }) => {
    const given = (classes: Fields): unknown => {
      const { plugin } = priorityWith(classes)
      const admitted = plugin.mutate?.(request(podsInfo(), 'CREATE', podOf({}))) as Pod | undefined
      const spec = admitted?.spec
      return [spec?.priority, spec?.priorityClassName ?? '']
    }
    same(given(input.classesBefore), [out.expectedDefaultBefore, out.expectedDefaultNameBefore])
    same(given(input.classesAfter), [out.expectedDefaultAfter, out.expectedDefaultNameAfter])
  },
  [`${PRIORITY}:TestAdmitPodGroup`]: ({ in: input, out }) => {
    if (!input.enableWorkloadAwarePreemption) skip('the row has the priorities of groups of Pods off: nothing is asked')
    // Groups are newer than the release that is reported; their class becomes a priority by the rule for a Pod.
    const { plugin } = priorityWith(input.priorityClasses)
    const { metadata, spec } = input.preparePodGroup
    const { priorityClassName, priority: given } = spec
    const pod = podOf({ metadata, spec: { priorityClassName, priority: given } })
    const old = input.operation === 'UPDATE' ? pod : undefined
    const asked = request(podsInfo(), input.operation, pod, old)
    const admitted = attempt(() => plugin.mutate?.(asked), out.expectError) as Pod | undefined
    if (admitted === undefined) return
    if (input.operation === 'UPDATE') return same(admitted, pod)
    same(admitted.spec.priority ?? 0, out.expectedPriority ?? 0)
    same(admitted.spec.priorityClassName ?? '', out.expectedPriorityClass ?? '')
  },
  'defaulttolerationseconds/admission_test.go:TestForgivenessAdmission': ({ in: input, out }) => {
    const plugin = defaultTolerationSeconds()
    const pod = plugin.mutate?.(request(podsInfo(), 'CREATE', podOf(input.requestedPod))) as Pod
    const bare = (tolerations: Fields) => tolerations.map((each: Fields) => ({ ...each, $internal: undefined }))
    same(bare(pod.spec.tolerations), bare(podOf(out.expectedPod).spec.tolerations))
  },
}
