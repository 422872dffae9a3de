/** `object`: so many objects of a kind are there and have these fields. What most checks say. */
import type { Predicate } from '../check.ts'
import { judgeCount, type Wanted } from '../count.ts'
import { findObjects, OBJECT_QUERY, type ObjectQuery } from '../find.ts'

export const object: Predicate<ObjectQuery & { count?: Wanted }> = {
  name: 'object',
  args: { ...OBJECT_QUERY, count: 'any?' },
  look: (scene, args) => judgeCount(findObjects(scene, args).length, args.count),
}
