/** Opens an address in the person's browser, where there is one to see it. */
import { spawn } from 'node:child_process'

/** The command that opens an address here; undefined when nobody would see it. */
function opener(): string[] | undefined {
  if (process.env.BROWSER === 'none' || process.env.CI) return undefined
  if (process.platform === 'darwin') return ['open']
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '']
  const hasScreen = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  if (process.env.BROWSER) return [process.env.BROWSER]
  return hasScreen ? ['xdg-open'] : undefined
}

/** Best effort: a browser that does not start is no error, the address is printed anyway. */
export function openBrowser(address: string) {
  const [command, ...args] = opener() ?? []
  if (!command) return
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true })
  child.on('error', () => {})
  child.unref()
}
