/** The page without a network: registers the service worker, and says when a newer page waits. It comes in only when asked for. */
import type { UiStore } from './ui.ts'

/** Real ms for what the learner waits for: the editor and the terminal's screen come in the same moment. */
const BEHIND_REAL_MS = 4000

/** Called once the page can be used: filling the cache reads and compiles all of the site, on a core the start needs. */
export function followUpdates(ui: UiStore): void {
  if ('serviceWorker' in navigator && import.meta.env.PROD) setTimeout(() => void register(ui), BEHIND_REAL_MS)
}

async function register(ui: UiStore): Promise<void> {
  const registration = await navigator.serviceWorker.register('./sw.js', { scope: './' }).catch(() => undefined)
  if (!registration) return
  const announce = () => {
    const { waiting } = registration
    if (waiting && navigator.serviceWorker.controller) ui.setState({ update: () => takeOver(waiting) })
  }
  announce()
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', announce)
  })
}

/** The run is saved and comes back; the new page starts with it. */
function takeOver(waiting: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.postMessage({ type: 'SKIP_WAITING' })
}
