/** The mirror without flicker: at high speed what is drawn changes at most three times a second. */
import { useCallback, useSyncExternalStore } from 'react'
import { useSession } from '../session/context.tsx'
import type { Mirror, MirrorStore } from '../session/mirror.ts'

/** From here on single states pass too fast to be seen; showing each would flash. */
export const FLICKERS_AT_SPEED = 50
/** Never above 3 Hz. */
export const CALM_REAL_MS = 340

/** Passes the mirror's changes on: at once while time is slow, in beats while it is fast. */
export class Calm {
  private readonly listeners = new Set<() => void>()
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(mirror: MirrorStore) {
    mirror.subscribe((state) => {
      if (state.clock.speed < FLICKERS_AT_SPEED) this.tell()
      else this.timer ??= setTimeout(() => this.tell(), CALM_REAL_MS)
    })
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private tell(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    for (const listener of this.listeners) listener()
  }
}

const calms = new WeakMap<MirrorStore, Calm>()

function calmOf(mirror: MirrorStore): Calm {
  const known = calms.get(mirror)
  if (known) return known
  const calm = new Calm(mirror)
  calms.set(mirror, calm)
  return calm
}

/** Like `useMirror`, for what would flash. The selector has to return the same value for the same state. */
export function useCalmMirror<T>(select: (mirror: Mirror) => T): T {
  const { mirror } = useSession()
  const subscribe = useCallback((listener: () => void) => calmOf(mirror).subscribe(listener), [mirror])
  return useSyncExternalStore(subscribe, () => select(mirror.getState()))
}
