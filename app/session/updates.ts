/** The page without a network: registers the service worker, and says when a newer page waits. It comes in only when asked for. */
import type { UiStore } from './ui.ts'

export function followUpdates(ui: UiStore): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  // After the first paint: filling the cache must not slow it down.
  if (document.readyState === 'complete') void register(ui)
  else addEventListener('load', () => void register(ui))
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
