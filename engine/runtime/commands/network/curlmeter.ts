/** curl's meter, as it stands when a transfer is over. */
import type { Exchange } from './exchange.ts'

export const meterHead =
  '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n'

/** Five places: bytes, or thousands of them with a letter. */
function amount(bytes: number): string {
  const text =
    bytes < 100_000 ? String(bytes) : bytes < 10_240_000 ? `${bytes >> 10}k` : `${(bytes / 1_048_576).toFixed(1)}M`
  return text.padStart(5)
}

export function meterLine(x: Exchange, nowMs: number): string {
  const seconds = Math.max(0.001, (nowMs - x.startedMs) / 1000)
  const speed = Math.round(x.received / seconds)
  const percent = x.failure === undefined && x.received > 0 ? '100' : '  0'
  const spent = seconds < 1 ? '--:--:--' : clockText(seconds)
  const row = `${percent} ${amount(x.received)}  ${percent} ${amount(x.received)}    0     0  ${amount(speed)}      0 --:--:-- ${spent} --:--:-- ${amount(speed)}`
  return `\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\r${row}\n`
}

const two = (n: number): string => String(n).padStart(2, '0')
const clockText = (seconds: number): string => {
  const whole = Math.floor(seconds)
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`.padStart(8)
}
