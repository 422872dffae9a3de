/** What the views have in common: the palette, search over fields, two views with one playhead, addresses. */
import { ClusterSession, PROTOCOL } from '../engine/workers/session.ts'
import { encodeRun } from '../engine/workers/links/sharedrun.ts'
import { violations } from './axe.ts'
import { expect, test } from './page.ts'

const SHOP = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: app, image: 'k8spatterns/random-generator:1.0' }]
---
apiVersion: v1
kind: Pod
metadata: { name: hungry }
spec:
  containers: [{ name: app, image: 'nginx:1.27', resources: { requests: { cpu: '90' } } }]
`

/** A shop and a Pod that fits nowhere, as a link: the page stands still with it. */
function link(): string {
  const session = new ClusterSession({ nowReal: () => 0, onFrame: () => undefined, soon: () => undefined })
  session.boot(PROTOCOL, { seed: 7 })
  session.step(2_000)
  session.apply(SHOP, { dryRun: false, namespace: 'default' })
  session.step(28_000)
  return encodeRun({ log: session.log(), untilMs: 30_000, files: [] })
}

const hash = `/#run=${link()}`

test('by keyboard alone: an object by its fields, what can be done to it, a second view', async ({ open, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open(hash)
  await expect(page.locator('[data-mark^="pod:"]')).toHaveCount(4)
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Find objects, fields, commands' })
  await field.fill('image:nginx phase=Pending')
  await expect(page.getByRole('option')).toHaveText([/^Pod hungry.*Pending/])
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tab', { name: /^Inspector Pod hungry/ })).toBeVisible()

  await page.keyboard.press('Control+k')
  await field.fill('delete')
  await expect(page.getByRole('option').first()).toHaveText(/kubectl delete pod hungry/)
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-mark^="pod:"]')).toHaveCount(3)

  await page.locator('#stage').focus()
  await page.keyboard.press('\\')
  await expect(page.getByRole('tabpanel', { name: /^Cluster/ })).toBeVisible()
  await expect(page.getByRole('tabpanel', { name: 'Timeline' })).toBeVisible()
  expect(new URL(page.url()).hash).toContain('beside=timeline')
  expect(await violations(page)).toEqual([])
})
