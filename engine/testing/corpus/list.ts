/** Every case of the corpus, by chapter. */
import { ownerChain } from './0-cluster-basics/ownerchain.ts'
import { missingConfig } from './1-predictable-demands/missingconfig.ts'
import { liveness } from './3-health-probe/liveness.ts'
import { preStop } from './4-managed-lifecycle/prestop.ts'
import { selector } from './5-automated-placement/selector.ts'
import { sequence } from './14-init-container/sequence.ts'
import { native } from './15-sidecar/native.ts'
import { byName } from './12-service-discovery/byname.ts'
import { exporter } from './16-adapter/exporter.ts'
import { logAmbassador } from './17-ambassador/log.ts'
import { copied } from './20-immutable-configuration/copied.ts'
import { configWatcher } from './22-controller/configwatcher.ts'
import type { CorpusCase } from './case.ts'

export const CORPUS: Readonly<Record<string, readonly CorpusCase[]>> = {
  '0 cluster basics': [ownerChain],
  '1 predictable demands': [missingConfig],
  '3 health probe': [liveness],
  '4 managed lifecycle': [preStop],
  '5 automated placement': [selector],
  '12 service discovery': [byName],
  '14 init container': [sequence],
  '15 sidecar': [native],
  '16 adapter': [exporter],
  '17 ambassador': [logAmbassador],
  '20 immutable configuration': [copied],
  '22 controller': [configWatcher],
}
