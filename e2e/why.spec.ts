/** Why, on the page: asked by keyboard, answered from your action on, replayed without it, and what would help. */
import { ClusterSession, PROTOCOL } from '../engine/workers/session.ts'
import { encodeRun } from '../engine/workers/links/sharedrun.ts'
import { violations } from './axe.ts'
import { expect, test } from './page.ts'

const WEB = (delay: number) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: app
          image: k8spatterns/random-generator:1.0
          env: [{ name: DELAY_STARTUP, value: '${delay}' }]
          livenessProbe: { httpGet: { path: /, port: 8080 }, periodSeconds: 5 }
`
const APPLY = { dryRun: false, namespace: 'default' }

/** A release that starts too slowly for its probe, as a link: the page stands still with it. */
function link(): string {
  const session = new ClusterSession({ nowReal: () => 0, onFrame: () => undefined, soon: () => undefined })
  session.boot(PROTOCOL, { seed: 5 })
  session.step(2_000)
  session.apply(WEB(40), APPLY)
  session.step(58_000)
  return encodeRun({ log: session.log(), untilMs: 60_000, files: [] })
}

const hash = `/#run=${link()}`

test('asked by keyboard of a Pod that restarts: chain, replay, hints, jump', async ({ open, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open(hash)
  await expect(page.locator('[data-mark^="pod:"]')).toHaveCount(1)
  await page.keyboard.press('g')
  const focused = page.locator('[role=treeitem]:focus')
  await expect(focused).toBeVisible()
  await page.locator('.pchip').click()
  await page.keyboard.press('w')
  const why = page.getByRole('article', { name: 'Why did container app restart?' })
  await expect(why).toBeVisible()
  const steps = why.getByRole('list', { name: 'From the beginning to what is asked about' }).locator('> li')
  await expect(steps.first()).toContainText('You did')
  await expect(steps.first()).toContainText('kubectl apply')
  await expect(steps.last()).toContainText(/kubelet node-\d restarted/)
  await expect(why.getByRole('region', { name: 'What stands in the way' })).toContainText('Liveness probe failed')
  expect(await violations(page)).toEqual([])

  await why.getByRole('button', { name: 'Replay', exact: true }).click()
  const replayed = why.getByRole('region', { name: 'Replayed without one link' })
  await expect(replayed.getByRole('listitem')).toContainText('it is not there')

  await why.getByRole('button', { name: 'Try in branches' }).click()
  const hints = why.getByRole('region', { name: 'What would help' })
  await expect(hints.getByRole('listitem').filter({ hasText: 'startupProbe' })).toContainText(
    /helps: 1 of 1 well after \d+ s/,
  )
  await expect(hints.getByRole('listitem').filter({ hasText: 'another node' })).toContainText('does not help')

  await steps.nth(2).getByRole('button').first().click()
  await steps.nth(2).getByRole('button', { name: 'Show the change' }).click()
  expect(await violations(page)).toEqual([])
  await steps.nth(2).getByRole('button', { name: 'Jump to' }).click()
  await expect(page.locator('.clock-sub')).toHaveText(/read-only past/)
  await expect(page.getByRole('article', { name: /^Why / })).toContainText('ReplicaSet web-')
})

test('a workload that is short of Pods is asked from its menu, on a phone in the dark', { tag: '@long' }, async ({
  open,
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' })
  await page.setViewportSize({ width: 390, height: 844 })
  await open(hash)
  await page.getByTitle('Deployment default/web').click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^Why\?/ }).click()
  const why = page.getByRole('article', { name: /^Why/ })
  await expect(why).toBeVisible()
  await expect(why.getByRole('combobox', { name: 'Question' }).locator('option')).not.toHaveCount(1)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  expect(await violations(page)).toEqual([])
})
