/**
 * B5: the page in Chromium, software rendering: main-thread time a frame with a hundred Pods at 10×, the time until the
 * page can be used on a CPU slowed down four times, and what an hour at 60× leaves in memory. Needs a built page.
 */
import { chromium, type CDPSession, type Page } from '@playwright/test'
import { launchOptions } from '../scripts/chromium.mjs'
import { serve } from '../scripts/serve.ts'
import { calibrate } from './measure.ts'
import { CLOCK_BUTTON, untilUsable } from './usable.ts'

export interface B5Figures {
  pods: number
  frames: number
  /** Main-thread CPU ms a frame, all of it and scripts alone. */
  taskMs: number
  scriptMs: number
  /** Seconds until the first batch is drawn and Apply can be pressed, at a quarter of the CPU; and main-thread CPU until then. */
  interactiveSeconds: number
  interactiveTaskSeconds: number
  /** JavaScript heap of the page after a collection, before and after. */
  heapBefore: number
  heapAfter: number
  virtualSeconds: number
  calibrationSeconds: number
}

export interface B5Size {
  pods: number
  framesMs: number
  memoryMs: number
}

export const B5_SIZE: B5Size = { pods: 100, framesMs: 15_000, memoryMs: 60_000 }
/** The clock runs and can be stopped, and the first batch is drawn. */
const USABLE = [`${CLOCK_BUTTON}[aria-label="Pause"]`, '.floor']
const FAST = 60

const manifest = (pods: number) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: busy }
spec:
  replicas: ${pods}
  selector: { matchLabels: { app: busy } }
  template:
    metadata: { labels: { app: busy } }
    spec: { containers: [{ name: app, image: 'busybox:1.36', command: [sh, -c, 'sleep 20; exit 1'] }] }
`

export async function b5(size: B5Size): Promise<B5Figures> {
  const { server, address } = await serve({ folder: 'dist', port: 0, host: '127.0.0.1', mounts: ['/'] })
  const browser = await chromium.launch(launchOptions())
  try {
    const url = `${address}/#cluster`
    const interactive = await untilUsable(
      await browser.newPage({ viewport: { width: 1440, height: 900 } }),
      url,
      USABLE,
    )
    const page = await browser.newPage({ viewport: { width: 600, height: 800 } })
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
    await page.goto(url)
    await applied(page, size.pods)
    await page.setViewportSize({ width: 1440, height: 900 })
    const frames = await framesOf(page, cdp, size.framesMs)
    const memory = await memoryOf(page, cdp, size.memoryMs)
    return { pods: size.pods, ...interactive, ...frames, ...memory, calibrationSeconds: calibrate() }
  } finally {
    await browser.close()
    server.closeAllConnections()
    server.close()
  }
}

/** A narrow window has a plain text area: faster to fill than the editor. */
export async function applied(page: Page, pods: number, beside = ''): Promise<void> {
  await page.locator('.floor').waitFor()
  await page.getByRole('button', { name: 'YAML' }).click()
  await page.locator('textarea.plain-editor').fill(`${manifest(pods)}${beside}`)
  await page.getByRole('button', { name: /^Apply/ }).click()
  await page
    .getByText(/\d applied/)
    .or(page.locator('.apply-said:not(:empty)'))
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Cluster', exact: true }).click()
  await page
    .locator('[data-mark^="pod:"]')
    .nth(pods - 1)
    .waitFor()
}

export async function setSpeed(page: Page, speed: number): Promise<void> {
  const slider = page.getByLabel('Speed')
  await slider.fill(String(Math.round(Math.log10(speed) * 20) / 20))
}

/** As text: a compiler's helpers do not exist in the page. */
export const COUNT_FRAMES = (forMs: number) => `new Promise((done) => {
  let count = 0, going = true
  const tick = () => { count++; if (going) requestAnimationFrame(tick) }
  requestAnimationFrame(tick)
  setTimeout(() => { going = false; done(count) }, ${forMs})
})`

async function framesOf(page: Page, cdp: CDPSession, forMs: number) {
  await setSpeed(page, 10)
  const before = await metrics(cdp)
  const frames = await page.evaluate<number>(COUNT_FRAMES(forMs))
  const after = await metrics(cdp)
  const perFrame = (name: string) => (((after[name] ?? 0) - (before[name] ?? 0)) * 1000) / frames
  return { frames, taskMs: perFrame('TaskDuration'), scriptMs: perFrame('ScriptDuration') }
}

async function memoryOf(page: Page, cdp: CDPSession, forMs: number) {
  await setSpeed(page, FAST)
  const nowMs = () => page.locator('.clock').textContent()
  const seconds = (text: string | null) =>
    (text ?? '')
      .split('.')[0]
      ?.split(':')
      .reduce((sum, part) => sum * 60 + Number(part), 0) ?? 0
  const heapBefore = await heap(cdp)
  const began = seconds(await nowMs())
  await page.waitForTimeout(forMs)
  const virtualSeconds = seconds(await nowMs()) - began
  return { heapBefore, heapAfter: await heap(cdp), virtualSeconds }
}

async function heap(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize } = await cdp.send('Runtime.getHeapUsage')
  return usedSize
}

async function metrics(cdp: CDPSession): Promise<Record<string, number>> {
  const { metrics: rows } = await cdp.send('Performance.getMetrics')
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]))
}
