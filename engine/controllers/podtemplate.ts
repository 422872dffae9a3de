/**
 * Pods from templates. All Pods of a template share its spec, labels, annotations and owner: only names and uids are
 * their own (PERFORMANCE.md, choice 7). Source: pkg/controller/controller_utils.go GetPodFromTemplate.
 */
import type { Draft, KObject, OwnerReference } from '../api/object.ts'
import type { ApiServer } from '../api/server.ts'
import type { Pod, PodTemplateSpec } from '../kinds/types.ts'
import { controllerRef } from './refs.ts'

interface Prepared {
  ownerUid: string
  draft: Draft<Pod>
}

/** Templates that have been made into drafts; they never change, so identity is enough. */
const prepared = new WeakMap<PodTemplateSpec, Prepared>()

/** Upstream cuts the prefix's dash when the name with it would be no valid name. */
const MAX_PREFIX = 253

/** The draft of a Pod of `owner`, defaulted and ready for a trusted create. */
export function podDraft(server: ApiServer, template: PodTemplateSpec, owner: KObject): Draft<Pod> {
  const known = prepared.get(template)
  if (known?.ownerUid === owner.metadata.uid) return known.draft
  const draft = makeDraft(server, template, owner, controllerRef(owner))
  prepared.set(template, { ownerUid: owner.metadata.uid, draft })
  return draft
}

function makeDraft(server: ApiServer, template: PodTemplateSpec, owner: KObject, ref: OwnerReference): Draft<Pod> {
  const definition = server.verbs.definition('pods')
  const { labels, annotations, finalizers } = template.metadata ?? {}
  const pod = structuredClone({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: '', uid: '', resourceVersion: '', creationTimestamp: '' },
    spec: template.spec,
    status: {},
  }) as Pod
  definition.defaults?.(pod)
  return {
    metadata: {
      generateName: podPrefix(owner.metadata.name),
      ...(owner.metadata.namespace ? { namespace: owner.metadata.namespace } : {}),
      // The template's own object, so that "same labels as the template" is one comparison.
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [ref],
    },
    spec: pod.spec,
    status: {},
  }
}

function podPrefix(name: string): string {
  return name.length < MAX_PREFIX ? `${name}-` : name
}
