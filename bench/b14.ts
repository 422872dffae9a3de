/**
 * B14: embeds, on the built page: until one of them can be used on a CPU slowed down four times, and what three of them on one page take
 * in memory: the private and shared pages of the process that holds the course page, its frames and their clusters (Linux alone tells).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { type Browser, chromium, type Page } from '@playwright/test'
import { launchOptions } from '../scripts/chromium.mjs'
import { serve } from '../scripts/serve.ts'
import { calibrate } from './measure.ts'
import { CLOCK_BUTTON, untilUsable } from './usable.ts'

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
const STEP = 'embed/#lesson=cluster-basics&step=first-pod&storage=none'
/** As wide as a course page, and high enough that all of its embeds are in sight. */
const COURSE = { width: 1000, height: 3200 }
const PATIENCE_MS = 120_000

export async function b14({ embeds, runMs }: B14Size): Promise<B14Figures> {
  const { server, address } = await serve({ folder: 'dist', port: 0, host: '127.0.0.1', mounts: ['/'] })
  try {
    const interactive = await inBrowser(async (browser) =>
      untilUsable(await browser.newPage({ viewport: { width: 900, height: 620 } }), `${address}/${STEP}`, [
        CLOCK_BUTTON,
      ]),
    )
    const memory = await inBrowser((browser) => memoryOf(browser, `${address}/course/`, embeds, runMs))
    return { ...interactive, ...memory, calibrationSeconds: calibrate() }
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** Each of the two has a browser of its own: what one leaves behind is not the other's. */
async function inBrowser<T>(run: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await chromium.launch(launchOptions())
  try {
    return await run(browser)
  } finally {
    await browser.close()
  }
}

async function memoryOf(browser: Browser, course: string, embeds: number, runMs: number) {
  const page = await browser.newPage({ viewport: { width: 1000, height: 200 } })
  await page.goto(course)
  const bareBytes = largestBytes()
  await page.setViewportSize(COURSE)
  const frames = await framesOf(page, embeds)
  for (const frame of frames) await frame.locator(CLOCK_BUTTON).waitFor({ timeout: PATIENCE_MS })
  await page.waitForTimeout(runMs)
  return { bareBytes, embedsBytes: largestBytes(), embeds: frames.length }
}

async function framesOf(page: Page, wanted: number) {
  const embeds = () => page.frames().filter((frame) => frame.url().includes('/embed/'))
  for (const began = performance.now(); embeds().length < wanted && performance.now() - began < PATIENCE_MS; )
    await page.waitForTimeout(50)
  return embeds()
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

/** Of the largest process: the browser keeps spare ones, and those for its own pages. */
function largestBytes(): number {
  const kilobytes = renderers().map((pid) => Number(/^Pss:\s+(\d+)/m.exec(read(pid, 'smaps_rollup'))?.[1] ?? 0))
  return Math.max(0, ...kilobytes) * 1024
}
