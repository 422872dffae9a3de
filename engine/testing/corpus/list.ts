/** Every case of the corpus, by chapter. */
import { ownerChain } from './0-cluster-basics/ownerchain.ts'
import { missingConfig } from './1-predictable-demands/missingconfig.ts'
import { recreate } from './2-declarative-deployment/recreate.ts'
import { rolling } from './2-declarative-deployment/rolling.ts'
import { liveness } from './3-health-probe/liveness.ts'
import { preStop } from './4-managed-lifecycle/prestop.ts'
import { selector } from './5-automated-placement/selector.ts'
import { failures } from './6-batch-job/failures.ts'
import { fixedCount } from './6-batch-job/fixedcount.ts'
import { indexed } from './6-batch-job/indexed.ts'
import { concurrency } from './7-periodic-job/concurrency.ts'
import { everyMinutes } from './7-periodic-job/everyminutes.ts'
import { everyNode } from './8-daemon-service/everynode.ts'
import { budget } from './9-singleton-service/budget.ts'
import { partition } from './9-singleton-service/partition.ts'
import { adoption } from './10-stateless-service/adoption.ts'
import { identity } from './11-stateful-service/identity.ts'
import { byName } from './12-service-discovery/byname.ts'
import { downward } from './13-self-awareness/downward.ts'
import { sequence } from './14-init-container/sequence.ts'
import { native } from './15-sidecar/native.ts'
import { exporter } from './16-adapter/exporter.ts'
import { logAmbassador } from './17-ambassador/log.ts'
import { precedence } from './18-envvar-configuration/precedence.ts'
import { mounted } from './19-configuration-resource/mounted.ts'
import { copied } from './20-immutable-configuration/copied.ts'
import { shown } from './20-immutable-configuration/imagevolume.ts'
import { processed } from './21-configuration-template/processed.ts'
import { configWatcher } from './22-controller/configwatcher.ts'
import { customResource } from './23-operator/customresource.ts'
import { horizontal } from './24-elastic-scale/horizontal.ts'
import { buildPod } from './25-image-builder/buildpod.ts'
import { lease } from './26-leader-election/lease.ts'
import { redisQueue } from './27-work-queue/redisqueue.ts'
import { shards } from './30-sharded-service/shards.ts'
import { fanOut } from './31-scatter-gather/fanout.ts'
import { weights } from './32-canary-deployment/weights.ts'
import { contained } from './34-process-containment/contained.ts'
import { denyAll } from './35-network-segmentation/denyall.ts'
import { roles } from './37-access-control/roles.ts'
import type { CorpusCase } from './case.ts'

export const CORPUS: Readonly<Record<string, readonly CorpusCase[]>> = {
  '0 cluster basics': [ownerChain],
  '1 predictable demands': [missingConfig],
  '2 declarative deployment': [rolling, recreate],
  '3 health probe': [liveness],
  '4 managed lifecycle': [preStop],
  '5 automated placement': [selector],
  '6 batch job': [fixedCount, indexed, failures],
  '7 periodic job': [everyMinutes, concurrency],
  '8 daemon service': [everyNode],
  '9 singleton service': [partition, budget],
  '10 stateless service': [adoption],
  '11 stateful service': [identity],
  '12 service discovery': [byName],
  '13 self-awareness': [downward],
  '14 init container': [sequence],
  '15 sidecar': [native],
  '16 adapter': [exporter],
  '17 ambassador': [logAmbassador],
  '18 environment variables': [precedence],
  '19 configuration resource': [mounted],
  '20 immutable configuration': [copied, shown],
  '21 configuration template': [processed],
  '22 controller': [configWatcher],
  '23 operator': [customResource],
  '24 elastic scale': [horizontal],
  '25 image builder': [buildPod],
  '26 leader election': [lease],
  '27 work queue': [redisQueue],
  '30 sharded service': [shards],
  '31 scatter and gather': [fanOut],
  '32 canary deployment': [weights],
  '34 process containment': [contained],
  '35 network segmentation': [denyAll],
  '37 access control': [roles],
}

/** Chapters without a manifest here, and what their manifests wait for. */
export const NOT_BUILT: Readonly<Record<string, string>> = {
  '28 service mesh': 'no sidecar injector, no mesh kinds',
  '29 circuit breaker': 'outlier ejection belongs to a mesh, which is not built',
  '33 event-driven scaling': 'no ScaledObject controller, no external metrics',
  '36 secure configuration': 'no sealed or external secrets, no secrets store driver',
}
