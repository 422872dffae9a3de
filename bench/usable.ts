/**
 * When a page can be used, told by the page itself: a script of the measurement looks whenever the document changes. Asked again and
 * again from outside, the answers alone cost the main thread a tenth of what is measured.
 */
import type { Page } from '@playwright/test'

export interface Usable {
  /** From the navigation until then, and the main thread's CPU until then. */
  interactiveSeconds: number
  interactiveTaskSeconds: number
}

const THROTTLE = 4
const PATIENCE_MS = 120_000

/** The clock's button, once it can be pressed. */
export const CLOCK_BUTTON = '.time .play .main:enabled'

/** As text: a compiler's helpers do not exist in the page. */
const watcher = (selectors: readonly string[]) => `globalThis.usable = new Promise((resolve) => {
  const look = () => ${JSON.stringify(selectors)}.every((each) => document.querySelector(each)) && resolve(observer.disconnect())
  const observer = new MutationObserver(look)
  observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled', 'aria-label'] })
})`

/** Opens an address with the CPU at a quarter and waits until everything named stands. Closes the page. */
export async function untilUsable(page: Page, url: string, selectors: readonly string[]): Promise<Usable> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE })
  await page.addInitScript(watcher(selectors))
  page.setDefaultTimeout(PATIENCE_MS)
  const began = performance.now()
  await page.goto(url, { waitUntil: 'commit' })
  await cdp.send('Runtime.evaluate', { expression: 'usable', awaitPromise: true })
  const interactiveSeconds = (performance.now() - began) / 1000
  const { metrics } = await cdp.send('Performance.getMetrics')
  await page.close()
  const interactiveTaskSeconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
  return { interactiveSeconds, interactiveTaskSeconds }
}
