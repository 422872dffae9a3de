/** The volumes of one Pod on its node, by their place in its spec; changed under core/records' rules. */

import type { Volume } from '../../kinds/types.ts'

export class PodVolumes {
  epoch = 0

  /**
   * @param volumes as they stood in the spec
   * @param numbers the runtime's numbers, -1 where none was made
   */
  constructor(
    readonly uid: string,
    readonly volumes: readonly Volume[],
    public numbers: number[],
  ) {}

  copy(): PodVolumes {
    return new PodVolumes(this.uid, this.volumes, [...this.numbers])
  }
}
