/** The proofs of the comparison tables, by the table's id. */
import { bounds } from './bounds.ts'
import { helpers } from './helpers.ts'
import { probes } from './probes.ts'
import { qos } from './qos.ts'
import { releases } from './releases.ts'
import type { Claims } from './scene.ts'
import { services } from './services.ts'
import { settings } from './settings.ts'
import { workloads } from './workloads.ts'

export const PROOFS: Readonly<Record<string, Claims>> = {
  workloads,
  probes,
  settings,
  releases,
  qos,
  services,
  helpers,
  bounds,
}
