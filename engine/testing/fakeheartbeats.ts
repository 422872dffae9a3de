/** Leases a test stops and starts by hand. */
import type { Clock } from '../core/clock.ts'
import { type NodeHeartbeats, RENEW_MS } from '../core/heartbeats.ts'

export class FakeHeartbeats implements NodeHeartbeats {
  private readonly stopped = new Map<string, number>()
  private readonly listeners: ((node: string, beating: boolean) => void)[] = []

  constructor(private readonly clock: Clock) {}

  lastRenewMs(node: string): number | undefined {
    return this.stopped.get(node) ?? this.lastBeat()
  }

  beating(node: string): boolean {
    return !this.stopped.has(node)
  }

  onChange(listener: (node: string, beating: boolean) => void): void {
    this.listeners.push(listener)
  }

  stop(node: string): void {
    this.stopped.set(node, this.lastBeat())
    for (const listener of this.listeners) listener(node, false)
  }

  start(node: string): void {
    this.stopped.delete(node)
    for (const listener of this.listeners) listener(node, true)
  }

  private lastBeat(): number {
    return Math.floor(this.clock.nowMs / RENEW_MS) * RENEW_MS
  }
}
