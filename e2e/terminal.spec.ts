/** The terminal: lines, pipes, completion, Ctrl+C, a file of the editor applied, and a file written. */
import type { Page } from '@playwright/test'
import { violations } from './axe.ts'
import { expect, test } from './page.ts'

const screen = (page: Page) => page.locator('#tray-terminal .xterm-rows')
const input = (page: Page) => page.getByRole('textbox', { name: /^Terminal/ })

/** A line of the screen. */
const row = (page: Page, text: RegExp) => screen(page).locator('> div').filter({ hasText: text })

/** Types a line and sends it. */
async function type(page: Page, line: string) {
  await input(page).focus()
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
}

/** xterm and axe share two cores with everything else. */
test.slow()

test('lines, pipes, completion, Ctrl+C and files', async ({ open, page }) => {
  await open()
  await expect(input(page)).toBeAttached()
  await type(page, 'kubectl get nodes --no-headers | wc -l')
  await expect(row(page, /^7\s*$/)).toBeVisible()

  await type(page, 'ls')
  await expect(row(page, /^[\w-]+\.yaml\s*$/)).toBeVisible()
  const file = (await row(page, /^[\w-]+\.yaml\s*$/).innerText()).trim()
  await type(page, 'clear')
  await type(page, `kubectl apply -f ${file}`)
  await expect(screen(page)).toContainText('deployment.apps/random-generator created')
  await type(page, 'kubectl rollout status deploy/random-generator')
  await expect(screen(page)).toContainText('successfully rolled out', { timeout: 60_000 })

  await type(page, 'clear')
  await page.keyboard.type('kubectl desc')
  await page.keyboard.press('Tab')
  await expect(screen(page)).toContainText('kubectl describe')
  await page.keyboard.type('deploy ra')
  await page.keyboard.press('Tab')
  await expect(screen(page)).toContainText('kubectl describe deploy random-generator')
  await page.keyboard.press('Control+c')

  await type(page, 'clear')
  await type(page, 'kubectl get pods -w')
  await expect(screen(page)).toContainText('random-generator-')
  await page.keyboard.press('Control+c')
  await type(page, 'echo over $?')
  await expect(screen(page)).toContainText('over 130')

  await type(page, 'kubectl get deploy random-generator -o yaml > copy.yaml')
  await expect(page.getByRole('tab', { name: /copy\.yaml/ })).toBeVisible()
  await page.keyboard.press('ArrowUp')
  await expect(screen(page)).toContainText('-o yaml > copy.yaml')
})

test('a keyboard comes in and goes out, and axe has no objection', async ({ open, page }) => {
  await open()
  await input(page).focus()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('tab', { name: 'Terminal' })).toBeFocused()
  expect(await violations(page)).toEqual([])
})
