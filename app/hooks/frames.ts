/** One requestAnimationFrame loop for everything that moves with the virtual clock; it rests while the clock stands still. */
import { useEffect, useRef } from 'react'
import { useSession } from '../session/context.tsx'
import { type MirrorStore, virtualNow } from '../session/mirror.ts'

export type FrameListener = (nowMs: number, nowReal: number) => void

/** Calls its listeners once a frame while the clock runs, and once after each batch while it stands. */
export class Frames {
  private readonly listeners = new Set<FrameListener>()
  private pending = false
  private readonly mirror: MirrorStore

  constructor(mirror: MirrorStore) {
    this.mirror = mirror
    mirror.subscribe(() => this.schedule())
  }

  /** Adds a listener and draws it once; returns its removal. */
  add(listener: FrameListener): () => void {
    this.listeners.add(listener)
    this.schedule()
    return () => this.listeners.delete(listener)
  }

  private schedule(): void {
    if (this.pending || this.listeners.size === 0) return
    this.pending = true
    requestAnimationFrame((nowReal) => this.run(nowReal))
  }

  private run(nowReal: number): void {
    this.pending = false
    const mirror = this.mirror.getState()
    const nowMs = virtualNow(mirror, nowReal)
    for (const listener of this.listeners) listener(nowMs, nowReal)
    if (mirror.clock.speed > 0) this.schedule()
  }
}

const loops = new WeakMap<MirrorStore, Frames>()

/** The loop of a session's clock. */
export function framesOf(mirror: MirrorStore): Frames {
  const known = loops.get(mirror)
  if (known) return known
  const frames = new Frames(mirror)
  loops.set(mirror, frames)
  return frames
}

/** Calls the latest `listener` each frame while `active`. */
export function useFrame(listener: FrameListener, active = true): void {
  const { mirror } = useSession()
  const latest = useRef(listener)
  latest.current = listener
  useEffect(() => {
    if (!active) return
    return framesOf(mirror).add((nowMs, nowReal) => latest.current(nowMs, nowReal))
  }, [mirror, active])
}
