/**
 * Names and notes of Pods as they cross: one text. As objects, a batch of two thousand new Pods costs the page four times as much to
 * receive (a millisecond of its frame), and all of that before the first of them is looked at.
 */

/** What is said once of each Pod. */
export interface PodLabel {
  id: number
  namespace: string
  name: string
  /** Short words beside a Pod in trouble (`back-off`, `ImagePullBackOff`, `0/6 nodes: cpu`); empty when none. */
  note: string
}

export interface PackedPodLabels {
  id: Uint32Array
  /** Namespace, name and note of each in turn. */
  words: string
}

const BETWEEN = '\0'
const WORDS = 3

export function packPodLabels(labels: readonly PodLabel[]): PackedPodLabels {
  const words = labels.flatMap(({ namespace, name, note }) => [namespace, name, note.replaceAll(BETWEEN, ' ')])
  return { id: Uint32Array.from(labels, ({ id }) => id), words: words.join(BETWEEN) }
}

export function unpackPodLabels({ id, words }: PackedPodLabels): PodLabel[] {
  const all = words.split(BETWEEN)
  return Array.from(id, (row, i) => ({
    id: row,
    namespace: all[i * WORDS] as string,
    name: all[i * WORDS + 1] as string,
    note: all[i * WORDS + 2] as string,
  }))
}
