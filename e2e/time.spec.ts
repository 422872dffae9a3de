/** Time held in the hand: scrub, step, return, branch, undo; links that replay to the byte; what is saved, and where. */
import type { Page } from '@playwright/test'
import type { DrydockHook } from '../app/session/connect.ts'
import { randomRun } from '../engine/testing/randomlogs.ts'
import { encodeRun } from '../engine/workers/links/sharedrun.ts'
import { momentCount, randomMoments } from './moments.ts'
import { expect, test } from './page.ts'

const RELOADS = momentCount(3)

type Hooked = { drydock: DrydockHook }

const facts = (page: Page) =>
  page.evaluate(async () => {
    const { drydock } = globalThis as unknown as Hooked
    return { digest: await drydock.digest(), actions: (await drydock.log()).actions.length }
  })

/** The playground with its first sample applied, paused a while later. */
async function applied(page: Page): Promise<void> {
  const editor = page.getByRole('region', { name: 'Manifests' })
  await expect(editor.locator('.view-lines')).toContainText('random-generator')
  await editor.getByRole('button', { name: /^Apply/ }).click()
  await expect(page.locator('[data-mark^="pod:"]')).toHaveCount(3)
  await page.waitForTimeout(1500)
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByText('virtual time · paused').waitFor()
}

test('the past is looked at, is read-only, and now returns', async ({ open, page }) => {
  await open('/#cluster')
  await applied(page)
  const present = await facts(page)
  await page.getByRole('button', { name: 'Back one event' }).click()
  await expect(page.locator('.clock-sub')).toHaveText('read-only past · standing')
  expect((await facts(page)).digest).not.toBe(present.digest)
  const box = await page.locator('.scrubber').boundingBox()
  if (!box) throw new Error('no scrubber')
  await page.mouse.click(box.x + 2, box.y + 30)
  await expect(page.locator('[data-mark^="pod:"]')).toHaveCount(0)
  await page
    .getByRole('region', { name: 'Manifests' })
    .getByRole('button', { name: /^Apply/ })
    .click()
  await expect(page.locator('.apply-said')).toContainText('read-only')
  await page.getByRole('button', { name: 'Now', exact: true }).click()
  await expect(page.locator('[data-mark^="pod:"]')).toHaveCount(3)
  expect(await facts(page)).toEqual(present)
})

test('branch, change, return: the run is as it was; undo is a branch before the action', async ({ open, page }) => {
  await open('/#cluster')
  await applied(page)
  const present = await facts(page)
  await page.locator('body').click({ position: { x: 5, y: 5 } })
  await page.keyboard.press('Shift+Comma')
  await page.keyboard.press('b')
  await page.getByRole('button', { name: 'Lines of time: branch B is shown' }).click()
  await page.getByRole('menuitem', { name: /^Undo the last action/ }).click()
  await expect(page.locator('[data-mark^="pod:"]')).toHaveCount(0)
  await page.getByRole('button', { name: /^Lines of time/ }).click()
  await page.getByRole('menuitemradio', { name: /main/ }).click()
  await expect(page.locator('[data-mark^="pod:"]')).toHaveCount(3)
  expect(await facts(page)).toEqual(present)
})

test('a link made in Node opens as the same cluster, to the byte', async ({ open, page }) => {
  const { log, untilMs, digest } = randomRun(7)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const text = 'kind: Pod # mine\n'
  const files = [
    { name: 'mine.yaml', text, applied: text },
    { name: 'ahead.yaml', text },
  ]
  await open(`/#run=${encodeRun({ log, untilMs, files })}`)
  await expect(page.getByRole('button', { name: /^Shared cluster/ })).toBeVisible()
  // The dot stands for what the cluster was not given yet.
  await expect(page.getByRole('tab', { name: /mine.yaml/ })).not.toContainText('●')
  await expect(page.getByRole('tab', { name: /ahead.yaml/ })).toContainText('●')
  expect((await facts(page)).digest).toBe(digest)
  expect(new URL(page.url()).hash).toBe('#cluster')
})

test('a link that was cut off is refused with its reason', async ({ open, page }) => {
  const { log, untilMs } = randomRun(7)
  await open(`/#run=${encodeRun({ log, untilMs, files: [] }).slice(0, -7)}`)
  await expect(page.locator('.top')).toContainText('cut off or changed')
  await expect(page.locator('.floor')).toBeVisible()
})

test(`the tab is reloaded ${RELOADS} times: nothing is lost`, async ({ open, page }) => {
  test.setTimeout(60_000 + RELOADS * 10_000)
  await open('/#cluster')
  await applied(page)
  for (const [waitMs] of randomMoments(RELOADS, 900)) {
    const { actions } = await facts(page)
    // Every other one in mid-run: what is saved lags behind the clock, and must not behind the log.
    await page.getByRole('button', { name: /^(Play|Pause)$/ }).click()
    await page.waitForTimeout(waitMs)
    await page.reload()
    await expect(page.locator('[data-mark^="pod:"]')).toHaveCount(3)
    expect((await facts(page)).actions).toBe(actions)
  }
})

test('two tabs on one saved cluster: the newer one saves it, the older one goes on as a copy', async ({
  open,
  page,
  context,
}) => {
  await open('/#cluster')
  await applied(page)
  await page.waitForTimeout(1500)
  const other = await context.newPage()
  await other.goto(page.url())
  await expect(other.locator('[data-mark^="pod:"]')).toHaveCount(3)
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(page.locator('.top')).toContainText('goes on as a copy')
  await expect(page.getByRole('button', { name: /\(copy\)/ })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: /\(copy\)/ })).toBeVisible()
  await other.reload()
  await expect(other.getByRole('button', { name: /^Your cluster: saved/ })).toBeVisible()
})

test('storage is refused: the page works and says so', async ({ open, page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'indexedDB', { value: undefined })
    Object.defineProperty(globalThis, 'localStorage', {
      get() {
        throw new DOMException('refused', 'SecurityError')
      },
    })
  })
  await open('/#cluster')
  await applied(page)
  await expect(page.locator('.top')).toContainText('this browser refuses storage')
})

test('storage is full: the page goes on and says so', async ({ open, page }) => {
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('no room', 'QuotaExceededError')
    }
  })
  await open('/#cluster')
  await applied(page)
  await expect(page.locator('.top')).toContainText('Storage is full')
})
