/** Two lines of time side by side: they stand at the same instant, and what differs is found and counted. */
import { ClusterSession, PROTOCOL } from '../engine/workers/session.ts'
import { encodeRun } from '../engine/workers/links/sharedrun.ts'
import { violations } from './axe.ts'
import { expect, test } from './page.ts'

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: 'k8spatterns/random-generator:1.0' }] }
`

function link(): string {
  const session = new ClusterSession({ nowReal: () => 0, onFrame: () => undefined, soon: () => undefined })
  session.boot(PROTOCOL, { seed: 5 })
  session.step(2_000)
  session.apply(WEB, { dryRun: false, namespace: 'default' })
  session.step(18_000)
  return encodeRun({ log: session.log(), untilMs: 20_000, files: [] })
}

const hash = `/#run=${link()}`

test('a branch beside the line it left: same instant, first difference, counts', async ({ open, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open(hash)
  await expect(page.locator('[data-mark^="pod:"]')).toHaveCount(2)
  await page.keyboard.press('b')
  await page.getByRole('button', { name: 'Lines of time: branch B is shown' }).waitFor()
  await page.getByTitle('Deployment default/web').click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^Scale/ }).click()
  await page.getByRole('spinbutton', { name: 'Replicas' }).fill('4')
  await page.getByRole('button', { name: 'Scale', exact: true }).click()
  for (let n = 0; n < 15; n++) await page.getByRole('button', { name: 'Forward one event' }).click()
  await page.keyboard.press('7')
  const other = page.getByRole('region', { name: 'The cluster on main, at the same instant' })
  const own = page.getByRole('region', { name: 'The cluster on branch B' })
  await expect(own.locator('[data-mark^="pod:"]')).toHaveCount(4)
  await expect(other.locator('[data-mark^="pod:"]')).toHaveCount(2)
  await expect(page.getByText(/^They part at/)).toBeVisible()
  await expect(page.getByRole('row', { name: 'Pods made 2 0 −2' })).toBeVisible()
  expect(await violations(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
})
