/** Container ids: `containerd://` and 64 hexadecimal digits from the node's chance. */
import type { Stream } from '../core/random.ts'

/** All four-digit hexadecimal texts: two look-ups are cheaper than printing eight digits. */
const WORDS = Array.from({ length: 65536 }, (_, n) => n.toString(16).padStart(4, '0'))

const half = (bits: number): string => (WORDS[bits >>> 16] as string) + (WORDS[bits & 0xffff] as string)

/** Joined, not concatenated: a rope of parts would weigh several times as much. */
export function containerId(stream: Stream): string {
  const parts = ['containerd://', '', '', '', '', '', '', '', '']
  for (let n = 1; n <= 8; n++) parts[n] = half(stream.bits())
  return parts.join('')
}

/** The parts of `containerd://abc`, quoted or not; both empty when it is none (container/runtime.go ParseContainerID). */
export function parseContainerId(text: string): { type: string; id: string } {
  const parts = text.replace(/^"+|"+$/g, '').split('://')
  return parts.length === 2 ? { type: parts[0] as string, id: parts[1] as string } : { type: '', id: '' }
}
