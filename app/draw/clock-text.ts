/** Virtual time as digits and as words. */

/** `00:07:42` and `.318`; hours grow beyond two digits rather than days appearing. */
export function clockText(nowMs: number): { main: string; millis: string } {
  const ms = Math.max(0, Math.floor(nowMs))
  const seconds = Math.floor(ms / 1000)
  const main = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => pad(part, 2))
    .join(':')
  return { main, millis: `.${pad(ms % 1000, 3)}` }
}

/** `7 minutes 42 seconds`, for the scrubber's spoken value. */
export function spokenTime(nowMs: number): string {
  const seconds = Math.max(0, Math.floor(nowMs / 1000))
  const parts = [
    [Math.floor(seconds / 3600), 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ] as const
  const words = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`)
  return words.length > 0 ? words.join(' ') : '0 seconds'
}

/** `07:42` below an hour, `1:07:42` above: axis ticks and tables. */
export function axisTime(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const minutes = `${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`
  return seconds < 3600 ? minutes : `${Math.floor(seconds / 3600)}:${minutes}`
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
