/** Countdowns on the virtual clock: how much is left, and in which words. */
import { clamp01 } from './pod-mark.ts'

/** Part of [since, until] still to come, 0…1; 0 when there is no countdown. */
export function leftOf(sinceMs: number, untilMs: number, nowMs: number): number {
  if (!(untilMs > sinceMs)) return 0
  return clamp01((untilMs - nowMs) / (untilMs - sinceMs))
}

/** `2:04` from a minute on, `18 s` below, `0.4 s` below ten seconds when `fine`. */
export function shortDuration(ms: number, fine = false): string {
  if (fine && ms < 10_000) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** `2 minutes`, `18 seconds`: for a screen reader. */
export function spokenDuration(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  if (seconds < 60) return plural(seconds, 'second')
  if (seconds < 3600) return plural(Math.round(seconds / 60), 'minute')
  return plural(Math.round(seconds / 3600), 'hour')
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
