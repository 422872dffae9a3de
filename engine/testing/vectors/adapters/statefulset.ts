/** Adapter of statefulset.json: pkg/controller/statefulset. */
import type { OwnerReference } from '../../../api/object.ts'
import type { ControllerRevision, PersistentVolumeClaim, Pod, StatefulSet } from '../../../kinds/types.ts'
import { nextRevision, revisionData, revisionStep } from '../../../rules/history/revisions.ts'
import { unixMs } from '../../../rules/instants.ts'
import { statefulSetMaxUnavailable } from '../../../rules/statefulset/maxunavailable.ts'
import { isRunningAndAvailable } from '../../../rules/statefulset/podstate.ts'
import {
  hasNonControllerOwner,
  hasOwnerRef,
  hasUnexpectedController,
  isClaimOwnerUpToDate,
  isClaimStale,
  matchesRef,
  type Owner,
  updatedOwners,
} from '../../../rules/statefulset/retention.ts'
import { type Adapters, type Fields, plain, same, skip } from '../adapter.ts'
import { podOf } from '../objects.ts'

const UTILS = 'statefulset/stateful_set_utils_test.go'
const CONTROL = 'statefulset/stateful_set_control_test.go'

type Policy = { whenScaled?: string; whenDeleted?: string }

/** A set of one Pod, as upstream's tests make it. */
function setOf(name: string, uid: string, policy: Policy = {}): StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, uid, namespace: 'default', resourceVersion: '', creationTimestamp: '' },
    spec: { replicas: 1, persistentVolumeClaimRetentionPolicy: policy } as StatefulSet['spec'],
    status: { replicas: 0 },
  }
}

const podNamed = (name: string, uid: string): Pod =>
  ({ ...podOf({ metadata: { name, uid } }), apiVersion: 'v1', kind: 'Pod' }) as Pod

const DELETE_BOTH = { whenScaled: 'Delete', whenDeleted: 'Delete' }

/** Refs are written `version/kind/name` or in full. */
const referencesOf = (refs: Fields): OwnerReference[] => plain(refs ?? []) as OwnerReference[]

export const statefulSetAdapters: Adapters = {
  [`${UTILS}:TestGetStatefulSetMaxUnavailable`]: ({ in: input, out }) => {
    same(statefulSetMaxUnavailable(input.maxUnavailable, input.replicaCount), out.expectedMaxUnavailable)
  },
  [`${UTILS}:TestMatchesRef`]: ({ in: input, out }) => {
    const { Group, Version, Kind } = input.schema
    const owner = { apiVersion: Group ? `${Group}/${Version}` : Version, kind: Kind, metadata: input.obj }
    same(matchesRef(input.ref, owner), out.shouldMatch)
  },
  [`${UTILS}:TestHasOwnerRef`]: ({ in: input, out }) => {
    const owner = (uid: string) => ({ apiVersion: 'v1', kind: 'Pod', name: uid, uid })
    const references = ['123', '456', '789'].map(owner)
    const asked = { apiVersion: 'v1', kind: 'Pod', metadata: { name: '', uid: input.uid } }
    same(hasOwnerRef(references, asked), out.hasRef)
  },
  [`${UTILS}:TestNonController`]: ({ in: input, out }) => {
    const owner = (kind: string, uid: string): Owner => ({ apiVersion: 'v1', kind, metadata: { name: uid, uid } })
    const references = referencesOf(input.refs)
    same(hasNonControllerOwner(references, owner('Set', input.setUID), owner('Pod', input.podUID)), out.nonController)
  },
  [`${UTILS}:TestHasUnexpectedController`]: ({ in: input, out }) => {
    const pod = podNamed('pod', 'pod-uid')
    const references = referencesOf(input.refs)
    same(
      hasUnexpectedController(references, setOf('set', 'set-uid', DELETE_BOTH), pod),
      out.shouldReportUnexpectedController,
    )
    same(hasUnexpectedController(references, setOf('set', 'set-uid'), pod), false, 'under a policy that keeps claims')
  },
  [`${UTILS}:TestClaimOwnerUpToDateEdgeCases`]: ({ in: input, out }) => {
    const set = setOf('stateful-set', 'ss-456', input.policy)
    same(isClaimOwnerUpToDate(referencesOf(input.ownerRefs), set, podNamed('pod-1', 'pod-123')), out.shouldMatch)
  },
  [`${UTILS}:TestUpdateClaimOwnerRefForSetAndPod`]: ({ in: input, out }) => {
    const set = setOf('stateful-set', 'ss-456', {
      whenScaled: input.scaleDownPolicy,
      whenDeleted: input.setDeletePolicy,
    })
    const pod = podNamed(`pod-${input.condemned ? 8 : 0}`, 'pod-123')
    const others: OwnerReference[] = input.unexpectedController
      ? [{ apiVersion: 'chipmunks/v1', kind: 'CustomController', name: 'simon', uid: 'other', controller: true }]
      : []
    const owners = updatedOwners(others, set, pod)
    same(hasOwnerRef(owners, set), out.needsSetRef)
    same(hasOwnerRef(owners, pod), out.needsPodRef)
  },
  [`${UTILS}:TestUpdateClaimControllerRef`]: () => skip('the row does not carry which reference is added'),
  [`${UTILS}:TestOwnerRefsChanged`]: () =>
    skip('a helper of 1.36 that decides on writes: here equal writes write nothing'),
  'statefulset/stateful_pod_control_test.go:TestPodClaimIsStale': ({ in: input, out }) => {
    const set = setOf('set', 'set-uid', DELETE_BOTH)
    const pod = podNamed('set-3', input.skipPodUID ? '' : '123')
    const claims = input.claimStates.filter((state: string) => state !== 'missing').map(claimOf)
    same(
      claims.some((claim: PersistentVolumeClaim) => isClaimStale(claim, set, pod)),
      out.expected,
    )
  },
  [`${CONTROL}:TestStatefulSetControl_getSetRevisions`]: ({ in: input, out }) => {
    const existing = (input.existing ?? []) as ControllerRevision[]
    const data = revisionData((plain(input.set.spec) as StatefulSet['spec']).template)
    const sorted = [...existing].sort((a, b) => a.revision - b.revision)
    const step = revisionStep(sorted, data)
    const number = step.kind === 'keep' ? step.revision.revision : step.number
    same(number, out.expectedUpdate.revision)
    same(existing.length + (step.kind === 'create' ? 1 : 0), out.expectedCount)
    if (step.kind === 'create') same(number, nextRevision(sorted))
    const current = existing.find(({ metadata }) => metadata.name === input.set.status.currentRevision)
    if (current !== undefined) same(current.metadata.name, out.expectedCurrent.metadata.name)
  },
  [`${CONTROL}:TestStatefulSetAvailability`]: (row) => {
    const now = unixMs('2026-01-02T12:00:00Z') ?? 0
    const hours = /^-(\d+)h/.exec(row.in.readyDuration ?? '')?.[1] ?? '0'
    const since = new Date(now - Number(hours) * 3_600_000).toISOString().replace('.000', '')
    const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: since }]
    const pod = podOf({ metadata: { name: 'foo-0' }, status: { phase: 'Running', conditions } })
    const available = isRunningAndAvailable(pod, row.in.inputSTS.spec.minReadySeconds ?? 0, now)
    same(Number(available), row.out.expectedActiveReplicas)
  },
  [`${CONTROL}:TestStatefulSetStatusUpdate`]: () => skip('its fakes fail on demand: which Go error wins'),
  [`${CONTROL}:TestParallelScale`]: () => skip('counts requests in flight, which a virtual clock has not'),
}

/** Claims of the states the row names: owned by a former Pod of the name, by this one, or by none. */
function claimOf(state: string): PersistentVolumeClaim {
  const uid = state === 'stale' ? 'stale' : '123'
  const ownerReferences = state === 'no-ref' ? [] : [{ apiVersion: 'v1', kind: 'Pod', name: 'set-3', uid }]
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { ownerReferences } } as never
}
