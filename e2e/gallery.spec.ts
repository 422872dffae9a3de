/** The page over invented clusters: everything drawn, in both themes and sizes, reachable by keyboard, and clean for axe. */
import type { Page } from '@playwright/test'
import { violations } from './axe.ts'
import { expect, test } from './page.ts'

const PHONE = { width: 390, height: 844 }
const DESK = { width: 1440, height: 900 }
/** A desk's window at 200 % zoom. */
const ZOOMED = { width: 720, height: 450 }
const SCENES = ['marks', 'playground&paused', 'empty&paused', 'loading', 'many&paused']

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
    test.describe(`${name}, ${colorScheme}`, () => {
      test.use({ colorScheme, viewport })
      for (const scene of SCENES) {
        test(`${scene} has nothing that axe objects to`, async ({ open, page }) => {
          await open(`/?gallery=${scene}`)
          await expect(page.locator('main').first()).toBeVisible()
          expect(await violations(page)).toEqual([])
        })
      }
    })
  }
}

test.describe('on a desk', () => {
  test('a Pod is found, selected and acted upon by keyboard alone', async ({ open, page }) => {
    await open('/?gallery=playground&paused')
    await expect(page.locator('.floor')).toBeVisible()
    await page.keyboard.press('g')
    const focused = page.locator('[role=treeitem]:focus')
    await expect(focused).toHaveText(/zone a, 2 nodes/)
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'End']) await page.keyboard.press(key)
    await expect(focused).toHaveText(/^catalog \w{5}, back-off, 2 minutes left, node b-1$/)
    await expect(page.locator('.stage-focus')).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.locator('.pod-sel')).toHaveCount(1)
    await expect(page.getByRole('tab', { name: /Inspector Pod catalog-/ })).toHaveAttribute('aria-selected', 'true')
    await page.keyboard.press('m')
    await page.getByRole('menuitem', { name: /^Crash container/ }).press('Enter')
    await expect(page.locator('#tray-terminal')).toContainText(/kubectl exec catalog-\S+ -n shop -- kill 1/)
    await expect(focused).toHaveText(/back-off/)
    await expect(page.locator('[data-live]')).toHaveText(/kubectl exec catalog/)
  })

  test('a click selects, a second one opens the menu, the floor lets go', async ({ open, page }) => {
    await open('/?gallery=playground&paused')
    const mark = page.locator('.pchip', { hasText: 'back-off' })
    await mark.click()
    await expect(page.locator('.pod-sel')).toHaveCount(1)
    await mark.click()
    await expect(page.getByRole('menuitem', { name: /^Crash container/ })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.locator('[role=treeitem]:focus')).toHaveText(/^catalog \w{5}, back-off/)
    await page.locator('.floor').click({ position: { x: 4, y: 400 } })
    await expect(page.locator('.pod-sel')).toHaveCount(0)
  })

  test('a workload is scaled from its menu', async ({ open, page }) => {
    await open('/?gallery=playground&speed=10')
    await page.getByTitle('Deployment shop/catalog').click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Scale/ }).click()
    await page.getByRole('spinbutton', { name: 'Replicas' }).fill('9')
    await page.getByRole('button', { name: 'Scale', exact: true }).click()
    await expect(page.locator('#tray-terminal')).toContainText('kubectl scale deployment/catalog --replicas=9 -n shop')
    await page.getByRole('button', { name: 'View as table' }).click()
    await expect(page.getByRole('row', { name: /^catalog / })).toHaveCount(9)
  })

  test('a node is cordoned, and says so', async ({ open, page }) => {
    await open('/?gallery=playground&paused')
    await page.locator('.node', { hasText: 'a-1' }).locator('header').click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Cordon/ }).click()
    await expect(page.locator('.node', { hasText: 'a-1' })).toContainText('Cordoned')
  })

  test('the first Deployment comes from the empty floor', async ({ open, page }) => {
    await open('/?gallery=empty&speed=5')
    await page.getByRole('button', { name: 'Apply a Deployment' }).click()
    await expect(page.getByText('No Pods yet')).toHaveCount(0)
    await expect(page.locator('.pod-ready')).toHaveCount(4)
  })

  test('single keys play, slow down and open the help; typing is left alone', async ({ open, page }) => {
    await open('/?gallery=playground&paused')
    await expect(page.locator('.floor')).toBeVisible()
    await page.keyboard.press(' ')
    await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
    await page.keyboard.press('[')
    await expect(page.getByLabel('Speed')).toHaveAttribute('aria-valuetext', '0.5 times')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Shortcuts' })).toBeVisible()
    await page.keyboard.press('Escape')
    await page.keyboard.press('t')
    await expect(page.getByRole('button', { name: 'Open the tray' })).toBeVisible()
  })

  test('panes resize with the arrow keys', async ({ open, page }) => {
    await open('/?gallery=playground&paused')
    const side = page.getByLabel('Editor and inspector', { exact: true }).first()
    const before = (await side.boundingBox())?.width ?? 0
    await page.getByRole('separator', { name: 'Width of the side pane' }).focus()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(async () => (await side.boundingBox())?.width ?? 0).toBeGreaterThan(before + 10)
  })

  test('thousands of Pods are drawn on a canvas, and can be selected there', async ({ open, page }) => {
    await open('/?gallery=many&pods=5000&nodes=200&paused')
    const canvas = page.locator('.field canvas')
    await canvas.click({ position: { x: 8, y: 30 } })
    await expect(page.getByRole('tab', { name: /^Inspector (Pod|Node) / })).toBeVisible()
  })
})

test.describe('motion', () => {
  const slow = '/?gallery=playground&speed=0.01'
  const restart = async (page: Page) => {
    await page.getByTitle('Deployment shop/storefront').click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Restart/ }).click()
  }
  interface Seen {
    frames: number
    words: string
    /** Where messages were seen, by their place across: on a stub there is one place for all of them. */
    places: Record<string, string[]>
  }
  // A message is there for a moment only: every frame is looked at, from before the first one is sent.
  const watch = (page: Page) =>
    page.evaluate(() => {
      const seen = { frames: 0, words: '', places: {} as Record<string, string[]> }
      Object.assign(globalThis, { seen })
      const look = () => {
        const groups = [...document.querySelectorAll('.messages g[visibility=visible]')]
        if (groups.length > 0) seen.frames++
        for (const group of groups) {
          seen.words += ` ${group.textContent}`
          const [x = '', y = ''] = group.getAttribute('transform')?.match(/-?[\d.]+/g) ?? []
          const known = (seen.places[x] ??= [])
          if (!known.includes(y)) known.push(y)
        }
        requestAnimationFrame(look)
      }
      look()
    })
  const seen = (page: Page) => page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen)
  const LONG = { timeout: 60_000 }

  test('messages carry their words and travel when time is slow', async ({ open, page }) => {
    await open(slow)
    await watch(page)
    await restart(page)
    await expect.poll(async () => (await seen(page)).words, LONG).toContain('PATCH Pod/status')
    // More places than there are stubs to be still at.
    await expect.poll(async () => Object.values((await seen(page)).places).flat().length, LONG).toBeGreaterThan(20)
  })

  test('reduced motion holds them still', async ({ browser }) => {
    const context = await browser.newContext({ reducedMotion: 'reduce', viewport: DESK })
    const page = await context.newPage()
    await page.goto(`${process.env.DRYDOCK_PAGE}${slow}`)
    await watch(page)
    await restart(page)
    // A label holds for a second and goes: what counts is that it was there.
    await expect.poll(async () => (await seen(page)).words, LONG).toContain('PATCH Pod/status')
    await expect.poll(async () => (await seen(page)).frames, LONG).toBeGreaterThanOrEqual(2)
    for (const [x, places] of Object.entries((await seen(page)).places)) expect(places, `at ${x}`).toHaveLength(1)
    await context.close()
  })
})

test.describe('zoomed to 200 %', () => {
  test.use({ viewport: ZOOMED })
  test('nothing is wider than the window and every pane is reached', async ({ open, page }) => {
    await open('/?gallery=playground&paused')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(ZOOMED.width)
    await page.getByRole('button', { name: 'YAML' }).click()
    await expect(page.getByRole('tabpanel', { name: 'YAML', exact: true })).toBeVisible()
    await page.getByRole('button', { name: 'Cluster', exact: true }).click()
    await expect(page.locator('.floor')).toBeVisible()
  })
})

test('forced colours keep the shapes of the marks', async ({ browser }) => {
  const context = await browser.newContext({ forcedColors: 'active', viewport: DESK })
  const page = await context.newPage()
  await page.goto(`${process.env.DRYDOCK_PAGE}/?gallery=marks`)
  const marks = page.locator('tr', { hasText: 'catalog' }).locator('.pod')
  await marks.first().waitFor()
  const fills = await marks.evaluateAll((marks) =>
    marks.map((mark) => getComputedStyle(mark.querySelector('path') as Element).fill),
  )
  expect(new Set(fills).size).toBeGreaterThan(1)
  await context.close()
})
