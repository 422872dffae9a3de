/** Durations in the two largest units that matter. Source: apimachinery pkg/util/duration HumanDuration. */

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24
const YEAR = 365

/** `5s`, `2m3s`, `4h`, `3d`, `2y10d`; `<invalid>` for more than a second in the future. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 2 * MINUTE) return `${seconds}s`
  const minutes = Math.floor(seconds / MINUTE)
  if (minutes < 10) return pair(minutes, 'm', seconds % MINUTE, 's')
  if (minutes < 180) return `${minutes}m`
  const hours = Math.floor(seconds / HOUR)
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm')
  return hours < 2 * DAY ? `${hours}h` : days(hours)
}

function days(hours: number): string {
  const count = Math.floor(hours / DAY)
  if (count < 8) return pair(count, 'd', hours % DAY, 'h')
  if (count < 2 * YEAR) return `${count}d`
  const years = Math.floor(count / YEAR)
  return years < 8 ? pair(years, 'y', count % YEAR, 'd') : `${years}y`
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`
}
