/**
 * B14: embeds, on the built page: until one of them can be used on a CPU slowed down four times, and what three of them on one page take
 * in memory: the private and shared pages of the process that holds the course page, its frames and their clusters (Linux alone tells).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { chromium, type Page } from '@playwright/test'
import { launchOptions } from '../scripts/chromium.mjs'
import { serve } from '../scripts/serve.ts'
import { calibrate } from './measure.ts'

export interface B14Figures {
  interactiveSeconds: number
  interactiveTaskSeconds: number
  /** Of the course page's process, before its embeds are looked at and with three that run; 0 where the system does not tell. */
  bareBytes: number
  embedsBytes: number
  embeds: number
  calibrationSeconds: number
}

export interface B14Size {
  embeds: number
  /** How long three of them run before they are measured. */
  runMs: number
}

export const B14_SIZE: B14Size = { embeds: 3, runMs: 5000 }
const THROTTLE = 4
const STEP = 'embed/#lesson=cluster-basics&step=first-pod&storage=none'
/** As wide as a course page, and high enough that all of its embeds are in sight. */
const COURSE = { width: 1000, height: 3200 }
const PATIENCE_MS = 120_000

export async function b14({ embeds, runMs }: B14Size): Promise<B14Figures> {
  const { server, address } = await serve({ folder: 'dist', port: 0, host: '127.0.0.1', mounts: ['/'] })
  const browser = await chromium.launch(launchOptions())
  try {
    const interactive = await interactiveOf(await browser.newPage({ viewport: { width: 900, height: 620 } }), address)
    const page = await browser.newPage({ viewport: { width: 1000, height: 200 } })
    const others = new Set(renderers())
    await page.goto(`${address}/course/`)
    const bareBytes = memoryOf(others)
    await page.setViewportSize(COURSE)
    const frames = await framesOf(page, embeds)
    for (const frame of frames) await usable(frame)
    await page.waitForTimeout(runMs)
    return {
      ...interactive,
      bareBytes,
      embedsBytes: memoryOf(others),
      embeds: frames.length,
      calibrationSeconds: calibrate(),
    }
  } finally {
    await browser.close()
    server.closeAllConnections()
    server.close()
  }
}

/** The clock runs and can be stopped. */
const usable = (frame: Pick<Page, 'getByRole' | 'locator'>) =>
  frame
    .getByRole('button', { name: /^(Play|Pause)$/ })
    .and(frame.locator(':enabled'))
    .waitFor({ timeout: PATIENCE_MS })

async function framesOf(page: Page, wanted: number) {
  const embeds = () => page.frames().filter((frame) => frame.url().includes('/embed/'))
  for (const began = performance.now(); embeds().length < wanted && performance.now() - began < PATIENCE_MS; )
    await page.waitForTimeout(50)
  return embeds()
}

async function interactiveOf(page: Page, address: string) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE })
  const began = performance.now()
  await page.goto(`${address}/${STEP}`)
  await usable(page)
  const interactiveSeconds = (performance.now() - began) / 1000
  const { metrics } = await cdp.send('Performance.getMetrics')
  await page.close()
  const interactiveTaskSeconds = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
  return { interactiveSeconds, interactiveTaskSeconds }
}

/** Processes of pages that this process's browser has. */
function renderers(): number[] {
  try {
    const all = readdirSync('/proc').map(Number).filter(Number.isInteger)
    return all.filter((pid) => isRenderer(pid) && descends(pid))
  } catch {
    return []
  }
}

const read = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

const isRenderer = (pid: number): boolean => read(pid, 'cmdline').includes('--type=renderer')

function descends(pid: number): boolean {
  for (let at = pid; at > 1; at = Number(/^PPid:\s+(\d+)/m.exec(read(at, 'status'))?.[1] ?? 0))
    if (at === process.pid) return true
  return false
}

/** Of the largest process that came since: the browser keeps spare ones. */
function memoryOf(others: ReadonlySet<number>): number {
  const kilobytes = renderers()
    .filter((pid) => !others.has(pid))
    .map((pid) => Number(/^Pss:\s+(\d+)/m.exec(read(pid, 'smaps_rollup'))?.[1] ?? 0))
  return Math.max(0, ...kilobytes) * 1024
}
