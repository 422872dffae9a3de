/** All faults. A new one is a file beside this and a line here. */
import { crashContainer } from './crashcontainer.ts'
import type { Fault } from './fault.ts'
import { fillDisk } from './filldisk.ts'
import { fillMemory } from './fillmemory.ts'
import { heal } from './heal.ts'
import { killPod } from './killpod.ts'
import { nodeDown } from './nodedown.ts'
import { nodeFile } from './nodefile.ts'
import { nodeUp } from './nodeup.ts'
import { partition } from './partition.ts'
import { slowContainer } from './slowcontainer.ts'
import { slowNetwork } from './slownetwork.ts'
import { zoneDown } from './zonedown.ts'

export const faults: readonly Fault[] = [
  crashContainer,
  killPod,
  fillMemory,
  slowContainer,
  nodeDown,
  nodeUp,
  nodeFile,
  fillDisk,
  zoneDown,
  partition,
  slowNetwork,
  heal,
]
