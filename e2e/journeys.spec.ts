/** A learner's first hour with the page: apply, roll, pause, slow motion, trouble, and nothing that axe objects to. */
import type { Locator, Page } from '@playwright/test'
import { violations } from './axe.ts'
import { expect, test } from './page.ts'

const editor = (page: Page): Locator => page.getByRole('region', { name: 'Manifests' })
const applyButton = (page: Page) => editor(page).getByRole('button', { name: /^Apply/ })
const terminal = (page: Page) => page.locator('#tray-terminal')
const ready = (page: Page) => page.locator('.pod-ready')
const marks = (page: Page) => page.locator('[data-mark^="pod:"]')
const mark = (page: Page) => marks(page).first()
const clock = (page: Page) => page.getByRole('timer').innerText()

/** Applies the sample that the editor opens with; three Pods get ready. */
async function applySample(page: Page) {
  await expect(editor(page).locator('.view-lines')).toContainText('random-generator')
  await applyButton(page).click()
  await expect(terminal(page)).toContainText('deployment.apps/random-generator created')
}

/** The clock's text once it stands still: the worker hears of a pause a frame later. */
async function standing(page: Page): Promise<string> {
  let before = ''
  await expect
    .poll(
      async () => {
        const [last, now] = [before, await clock(page)]
        before = now
        return last === now
      },
      { intervals: [200] },
    )
    .toBe(true)
  return before
}

/** Presses `key` until the speed reads so. */
async function speedTo(page: Page, key: '[' | ']', text: string) {
  const slider = page.getByLabel('Speed')
  await page.locator('.floor').click({ position: { x: 5, y: 5 } })
  for (let presses = 0; presses < 20 && (await slider.getAttribute('aria-valuetext')) !== text; presses++) {
    await page.keyboard.press(key)
  }
  await expect(slider).toHaveAttribute('aria-valuetext', text)
}

/** Types over the end of the editor's line that holds `part`. */
async function typeOver(page: Page, part: string, characters: number, text: string) {
  await editor(page).locator('.view-line', { hasText: part }).first().click()
  await page.keyboard.press('End')
  for (let n = 0; n < characters; n++) await page.keyboard.press('Backspace')
  await page.keyboard.type(text)
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test('the sample is applied, its Pods turn ready, and axe has no objection', async ({ open, page }) => {
      await open()
      await applySample(page)
      await speedTo(page, ']', '5 times')
      await expect(ready(page)).toHaveCount(3)
      await mark(page).click()
      await expect(page.locator('#side-inspector')).toContainText('Ready')
      await page.getByRole('tab', { name: /^Events/ }).click()
      await expect(page.getByRole('row', { name: /Scheduled/ }).first()).toBeVisible()
      expect(await violations(page)).toEqual([])
      await page.getByRole('tab', { name: 'YAML' }).click()
      expect(await violations(page)).toEqual([])
    })
  })
}

test('a new image rolls out; paused, slow, stepped and sped up', async ({ open, page }) => {
  await open()
  await applySample(page)
  await speedTo(page, ']', '5 times')
  await expect(ready(page)).toHaveCount(3)

  await speedTo(page, '[', '1 times')
  await typeOver(page, 'random-generator:1.0', 3, '2.0')
  await expect(applyButton(page)).toContainText('+1')
  await page.keyboard.press('Control+Enter')
  await expect(terminal(page)).toContainText('deployment.apps/random-generator configured')
  await expect(marks(page)).toHaveCount(4)

  await page.keyboard.press('Escape')
  await expect(applyButton(page)).toBeFocused()
  await page.keyboard.press('e')
  await expect(editor(page).locator('.editor-body :focus')).toHaveCount(1)
  await page.locator('.floor').click({ position: { x: 5, y: 5 } })
  await page.keyboard.press(' ')
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
  const stood = await standing(page)
  await page.keyboard.press('.')
  await expect.poll(() => clock(page)).not.toBe(stood)

  await speedTo(page, '[', '0.01 times')
  await page.getByTitle('Deployment default/random-generator').click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^Restart/ }).click()
  await expect(terminal(page)).toContainText('kubectl rollout restart deployment/random-generator')
  await page.keyboard.press(' ')
  await expect(page.locator('.messages')).toContainText(/PATCH Deployment|MODIFIED Deployment/)

  await speedTo(page, ']', '100 times')
  await expect(marks(page)).toHaveCount(3)
  await expect(ready(page)).toHaveCount(3)
})

test('a broken document shows its error at its line, is fixed by a key, and nothing else changes', async ({
  open,
  page,
}) => {
  await open()
  await expect(editor(page).locator('.view-lines')).toContainText('replicas: 3')
  await editor(page).locator('.view-line', { hasText: 'replicas: 3' }).click()
  await page.keyboard.press('Home')
  await page.keyboard.press('Delete')
  const problem = editor(page).locator('.problem')
  await expect(problem).toContainText('Line 7: spec has no field eplicas')
  await expect(problem).toContainText('Closest match is replicas.')
  await expect(editor(page).locator('.squiggly-error').first()).toBeVisible()

  await applyButton(page).click()
  await expect(terminal(page)).toContainText('unknown field "spec.eplicas"')
  await expect(terminal(page)).toContainText('service/random-generator created')
  await expect(page.getByText('No Pods yet')).toBeVisible()

  await page.keyboard.press('Alt+Enter')
  await expect(editor(page).locator('.view-lines')).toContainText('replicas: 3')
  await expect(problem).toHaveCount(0)
  await applyButton(page).click()
  await expect(terminal(page)).toContainText('deployment.apps/random-generator created')
})

test('a Pod is killed from its mark’s menu and comes back; the line is printed', async ({ open, page }) => {
  await open()
  await applySample(page)
  await speedTo(page, ']', '5 times')
  await expect(ready(page)).toHaveCount(3)
  // It is back within a second: slow enough to be seen.
  await speedTo(page, '[', '0.1 times')
  await mark(page).click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^Kill/ }).click()
  await expect(terminal(page)).toContainText('# kill -9 every container of pod random-generator-')
  await expect(ready(page)).toHaveCount(2)
  await speedTo(page, ']', '5 times')
  await expect(ready(page)).toHaveCount(3)
})

test('a workload is scaled, a node drained and a Deployment deleted', async ({ open, page }) => {
  await open()
  await applySample(page)
  await speedTo(page, ']', '20 times')
  await expect(ready(page)).toHaveCount(3)
  await page.getByTitle('Deployment default/random-generator').click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^Scale/ }).click()
  await page.getByRole('spinbutton', { name: 'Replicas' }).fill('6')
  await page.getByRole('button', { name: 'Scale', exact: true }).click()
  await expect(terminal(page)).toContainText('deployment.apps/random-generator scaled')
  await expect(ready(page)).toHaveCount(6)
  await page.locator('.node', { hasText: 'node-2' }).locator('header').click({ button: 'right' })
  await page.getByRole('menuitem', { name: /^Drain/ }).click()
  await expect(terminal(page)).toContainText('node/node-2 cordoned')
  await expect(page.locator('.node', { hasText: 'node-2' })).toContainText('Cordoned')
  await expect(page.locator('.node', { hasText: 'node-2' }).locator('[data-mark]')).toHaveCount(0)
  await page.getByTitle('Deployment default/random-generator').click({ button: 'right' })
  await page
    .getByRole('menuitem', { name: /^Delete/ })
    .last()
    .click()
  await expect(terminal(page)).toContainText('deployment.apps "random-generator" deleted')
  await expect(page.getByText('No Pods yet')).toBeVisible()
})

test('completion and hover come from the schema', async ({ open, page }) => {
  await open()
  await editor(page).locator('.view-line', { hasText: 'replicas: 3' }).click()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('minR')
  await expect(page.locator('.suggest-widget')).toContainText('minReadySeconds')
  await page.keyboard.press('Escape')
  await editor(page)
    .locator('.view-line', { hasText: 'replicas: 3' })
    .locator('span', { hasText: 'replicas' })
    .last()
    .hover()
  await expect(page.locator('.monaco-hover').first()).toContainText('Number of desired pods')
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true })
  test('a plain text area applies and shows errors alike', async ({ open, page }) => {
    await open()
    await page.getByRole('button', { name: 'YAML' }).click()
    const area = editor(page).getByRole('textbox')
    await area.fill('apiVersion: v1\nkind: Pod\nmetadata:\n  name: solo\nspec:\n  container: []\n')
    await expect(editor(page).locator('.problem')).toContainText('Closest match is containers.')
    await editor(page).getByRole('button', { name: /^Fix/ }).click()
    await expect(area).toHaveValue(/containers: \[\]/)
    await area.fill(
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: solo\nspec:\n  containers:\n    - name: a\n      image: nginx\n',
    )
    await applyButton(page).click()
    await expect(editor(page)).toContainText('Applied')
  })
  test('markup in annotations is text', async ({ open, page }) => {
    await open()
    await page.getByRole('button', { name: 'YAML' }).click()
    await editor(page)
      .getByRole('textbox')
      .fill(
        'apiVersion: v1\nkind: Pod\nmetadata:\n  name: marked\n  annotations: { note: "<img src=x onerror=alert(1)>" }\nspec:\n  containers: [{ name: a, image: nginx }]\n',
      )
    await applyButton(page).click()
    await expect(editor(page)).toContainText('Applied')
    await page.getByRole('button', { name: 'Cluster' }).click()
    await mark(page).click()
    await page.getByRole('button', { name: 'Inspector' }).click()
    await expect(page.locator('#side-inspector')).toContainText('<img src=x onerror=alert(1)>')
    await expect(page.locator('#side-inspector img')).toHaveCount(0)
  })
})
