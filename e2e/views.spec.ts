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

test('a request is sent through a Service in a copy, and each hop says what it decided', async ({ page, open }) => {
  test.setTimeout(240_000)
  await open('/#cluster')
  const manifests = page.getByRole('region', { name: 'Manifests' })
  await manifests.getByRole('button', { name: /^Apply/ }).click()
  await expect(manifests.locator('.apply-said')).toHaveText(/Applied/, { timeout: 60_000 })
  await page.getByRole('tab', { name: /^Network/ }).click()
  // Ready endpoints stand in the drawing before the request is sent.
  await expect(page.locator('.network-picture')).toContainText('3 of 3 ready', { timeout: 60_000 })
  await page
    .getByRole('tree', { name: /^Network/ })
    .locator('[tabindex="0"]')
    .focus()
  await page.keyboard.press('Enter')
  const hops = page.getByRole('region', { name: 'A request through random-generator' })
  await expect(hops.getByRole('status')).toHaveText(/^200 in \d+ ms, in a copy/)
  await expect(hops.getByRole('listitem')).toHaveText([
    /^Name service .* is 10\./,
    /^Rule of Service random-generator on node-\d10\..*:8080, one of 3 endpoints it may take/,
    /the way is open/,
    /^NetworkPolicynone isolates either end/,
    /^Pod random-generator-.*Ready; listens on 8080/,
    /^Answerstatus 200/,
  ])
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: '.cache/hops.png' })
  // Nobody may ask any more: the same request is dropped, and it says by whom.
  await page.locator('.xterm-helper-textarea').focus()
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'shut' },
    spec: { podSelector: {} },
  }
  await page.keyboard.type(`echo '${JSON.stringify(policy)}' | kubectl apply -f -`)
  await page.keyboard.press('Enter')
  await expect(page.locator('.xterm-rows')).toContainText('shut created')
  await hops.getByRole('button', { name: 'Send' }).click()
  await expect(hops.getByRole('status')).toHaveText(/^nothing came back/)
  await expect(hops.getByRole('listitem').nth(-2)).toContainText('shut: no rule lets it pass')
  await page.getByRole('button', { name: 'View as table' }).click()
  await expect(hops.getByRole('row')).toHaveCount(6)
  expect(await violations(page)).toEqual([])
})
