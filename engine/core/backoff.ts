/**
 * Back-off arithmetic as plain data: client-go's per-key Backoff (flowcontrol) and the per-item exponential limiter of work queues. Times
 * are numbers in whatever unit the caller counts; the engine uses virtual milliseconds.
 */

/** How a back-off grows. */
export interface BackoffRule {
  readonly initial: number
  readonly max: number
  /** An entry not touched for longer is forgotten; `2 × max` unless given. */
  readonly resetAfter?: number
}

/** What is remembered per key. */
export interface BackoffEntry {
  /** The wait in force. */
  readonly backoff: number
  readonly updatedAt: number
}

function isExpired(entry: BackoffEntry, rule: BackoffRule, now: number): boolean {
  return now - entry.updatedAt > (rule.resetAfter ?? rule.max * 2)
}

/** The entry after one more failure: the initial wait for a new or forgotten key, else twice the last, up to the maximum. */
export function nextBackoff(entry: BackoffEntry | undefined, rule: BackoffRule, now: number): BackoffEntry {
  if (entry === undefined || isExpired(entry, rule, now)) return { backoff: rule.initial, updatedAt: now }
  return { backoff: Math.min(entry.backoff * 2, rule.max), updatedAt: now }
}

/** Whether a key must still wait, counted from an event (a container's end). */
export function isInBackoff(
  entry: BackoffEntry | undefined,
  rule: BackoffRule,
  eventTime: number,
  now: number,
): boolean {
  if (entry === undefined || isExpired(entry, rule, eventTime)) return false
  return now - eventTime < entry.backoff
}

/** Whether a key must still wait, counted from the entry's last update. */
export function isInBackoffSinceUpdate(entry: BackoffEntry | undefined, rule: BackoffRule, now: number): boolean {
  if (entry === undefined || isExpired(entry, rule, now)) return false
  return now - entry.updatedAt < entry.backoff
}

/** The wait in force; 0 for a new or forgotten key. */
export function currentBackoff(entry: BackoffEntry | undefined): number {
  return entry?.backoff ?? 0
}

/** Wait before the retry after `failures` failures in a row (0 for the first): `base × 2^failures`, up to `max`. */
export function exponentialDelay(failures: number, base: number, max: number): number {
  return failures >= 64 ? max : Math.min(base * 2 ** failures, max)
}

/** A token bucket: what is left and since when. */
export interface Bucket {
  readonly tokens: number
  readonly at: number
}

/** Takes one token of a bucket that fills by `perSecond` up to `burst`; the wait in milliseconds may point into the future. */
export function reserveToken(
  bucket: Bucket | undefined,
  perSecond: number,
  burst: number,
  nowMs: number,
): { bucket: Bucket; delayMs: number } {
  const last = bucket ?? { tokens: burst, at: nowMs }
  const filled = Math.min(burst, last.tokens + ((nowMs - last.at) * perSecond) / 1000)
  const tokens = filled - 1
  return { bucket: { tokens, at: nowMs }, delayMs: tokens >= 0 ? 0 : (-tokens * 1000) / perSecond }
}
