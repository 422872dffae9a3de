/**
 * B12: what a frame of each view costs the page in JavaScript, by the browser's own trace: CPU time of the outermost script tasks of the
 * main thread, a frame. A hundred Pods that crash and come back at 10×, and the Cluster view with 150,000 of which 2,000 change with
 * each frame. Needs a built page.
 */
import { type CDPSession, chromium, type Page } from '@playwright/test'
import { launchOptions } from '../scripts/chromium.mjs'
import { serve } from '../scripts/serve.ts'
import { applied, COUNT_FRAMES, setSpeed } from './b5.ts'
import { calibrate } from './measure.ts'

export interface B12Figures {
  views: { view: string; frames: number; jsMs: number }[]
  /** The Cluster view with very many Pods, by how near one stands. */
  storms: { zoom: string; frames: number; jsMs: number }[]
  pods: number
  stormPods: number
  changes: number
  calibrationSeconds: number
}

export interface B12Size {
  pods: number
  stormPods: number
  changes: number
  framesMs: number
}

export const B12_SIZE: B12Size = { pods: 100, stormPods: 150_000, changes: 2000, framesMs: 8000 }
const VIEWS = ['cluster', 'timeline', 'rollout', 'autoscale', 'scheduling', 'network', 'compare', 'graph']
const ZOOMS = ['marks', 'squares', 'counts']
/** Something to see for the views that show more than Pods: an address with a client, an autoscaler, a Pod that fits nowhere. */
const BESIDE = `---
apiVersion: v1
kind: Service
metadata: { name: busy }
spec: { selector: { app: busy }, ports: [{ port: 80 }] }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: busy }
spec:
  minReplicas: 100
  maxReplicas: 100
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: busy }
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }]
---
apiVersion: v1
kind: Pod
metadata: { name: client }
spec:
  containers:
    - { name: ask, image: 'curlimages/curl:8', command: [sh, -c, 'while true; do curl -s -m 1 http://busy; sleep 0.2; done'] }
---
apiVersion: v1
kind: Pod
metadata: { name: large }
spec: { containers: [{ name: app, image: 'busybox:1.36', resources: { requests: { cpu: '90' } } }] }
`
const DESK = { width: 1440, height: 900 }
/** Until what a view needs has come and was drawn once. */
const SETTLE_MS = 3000

export async function b12({ pods, stormPods, changes, framesMs }: B12Size): Promise<B12Figures> {
  const { server, address } = await serve({ folder: 'dist', port: 0, host: '127.0.0.1', mounts: ['/'] })
  const browser = await chromium.launch(launchOptions())
  const figures: B12Figures = { views: [], storms: [], pods, stormPods, changes, calibrationSeconds: calibrate() }
  try {
    const page = await browser.newPage({ viewport: { width: 600, height: 800 } })
    const cdp = await page.context().newCDPSession(page)
    await page.goto(`${address}/#cluster`)
    await applied(page, pods, BESIDE)
    await page.setViewportSize(DESK)
    await setSpeed(page, 10)
    for (const view of VIEWS) {
      await page.evaluate(`location.hash = '#cluster&view=${view}'`)
      await page.waitForTimeout(SETTLE_MS)
      figures.views.push({ view, ...(await framesOf(page, cdp, framesMs)) })
    }
    await page.close()
    for (const zoom of ZOOMS) {
      const storm = await browser.newPage({ viewport: DESK })
      const by = zoom === 'counts' ? 'owner' : 'zone'
      await storm.goto(
        `${address}/?gallery=storm&pods=${stormPods}&changes=${changes}#cluster&cluster.by=${by}&cluster.zoom=${zoom}`,
      )
      await storm.locator('.field canvas').waitFor()
      await storm.waitForTimeout(SETTLE_MS)
      const its = await storm.context().newCDPSession(storm)
      figures.storms.push({ zoom, ...(await framesOf(storm, its, framesMs)) })
      await storm.close()
    }
    return figures
  } finally {
    await browser.close()
    server.closeAllConnections()
    server.close()
  }
}

interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  ts: number
  dur?: number
  /** Thread CPU, microseconds. */
  tdur?: number
  args?: { name?: string }
}

/** Tasks of the main thread that run scripts. */
const SCRIPTS = new Set([
  'FunctionCall',
  'EvaluateScript',
  'FireAnimationFrame',
  'TimerFire',
  'EventDispatch',
  'RunMicrotasks',
])

async function framesOf(page: Page, cdp: CDPSession, forMs: number): Promise<{ frames: number; jsMs: number }> {
  const events: TraceEvent[] = []
  const collect = ({ value }: { value: unknown[] }) => void events.push(...(value as TraceEvent[]))
  cdp.on('Tracing.dataCollected', collect)
  await cdp.send('Tracing.start', { transferMode: 'ReportEvents', categories: 'devtools.timeline,__metadata' })
  const frames = await page.evaluate<number>(COUNT_FRAMES(forMs))
  const done = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve))
  await cdp.send('Tracing.end')
  await done
  cdp.off('Tracing.dataCollected', collect)
  return { frames, jsMs: scriptMs(events) / frames }
}

/** Sums the outermost script tasks of the page's main thread: what runs inside another counts once. */
export function scriptMs(events: readonly TraceEvent[]): number {
  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  )
  const scripts = events
    .filter(({ name, ph, pid, tid }) => ph === 'X' && SCRIPTS.has(name) && mains.has(`${pid}/${tid}`))
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
  let [end, sum] = [0, 0]
  for (const { ts, dur = 0, tdur = dur } of scripts) {
    if (ts < end) continue
    end = ts + dur
    sum += tdur
  }
  return sum / 1000
}
