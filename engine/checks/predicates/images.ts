/** `images`: how many different images Pods run at once, those being deleted included: what "two versions" means. */
import type { Pod } from '../../kinds/types.ts'
import type { Predicate } from '../check.ts'
import { judgeCount, type Wanted } from '../count.ts'
import { findObjects } from '../find.ts'

interface Args {
  labels: Record<string, string>
  namespace?: string
  count: Wanted
}

export const images: Predicate<Args> = {
  name: 'images',
  args: { labels: 'map', namespace: 'text?', count: 'any' },
  look(scene, { labels, namespace, count }) {
    const pods = findObjects(scene, { kind: 'Pod', labels, ...(namespace ? { namespace } : {}) }) as Pod[]
    const running = pods.filter(({ status }) => status.phase === 'Running')
    return judgeCount(new Set(running.map(({ spec }) => spec.containers[0]?.image)).size, count)
  },
}
