/** The groups, in order of importance. A new one is a file beside this and a line here. */
import { entering } from './entering.ts'
import type { Group } from './group.ts'
import { debugging } from './debugging.ts'
import { describing } from './describing.ts'
import { kinds } from './kinds.ts'
import { making } from './making.ts'
import { reading } from './reading.ts'
import { running } from './running.ts'
import { moreAsking } from './moreasking.ts'
import { moreMaking } from './moremaking.ts'
import { moreReading } from './morereading.ts'
import { moreWriting } from './morewriting.ts'
import { writing } from './writing.ts'

export const groups: readonly Group[] = [
  reading,
  describing,
  writing,
  making,
  running,
  entering,
  debugging,
  kinds,
  moreReading,
  moreWriting,
  moreMaking,
  moreAsking,
]
