/** What is done to the cluster on its own drawing: faults from the menus of marks, machines from the pool's handle. */
import type { Page } from '@playwright/test'
import { violations } from './axe.ts'
import { expect, test } from './page.ts'

const terminal = (page: Page) => page.locator('.xterm-rows')
const pool = (page: Page) => page.getByRole('slider', { name: 'Add nodes' })

/** Asks until the answer has come to it; the line is typed anew each time. */
async function asks(page: Page, line: string, answer: string): Promise<void> {
  await expect(async () => {
    await page.locator('.xterm-helper-textarea').focus()
    await page.keyboard.press('Control+l')
    await page.keyboard.type(line)
    await page.keyboard.press('Enter')
    await expect(terminal(page)).toContainText(answer, { timeout: 3000 })
  }).toPass({ timeout: 60_000 })
}

async function chooseOnPod(page: Page, item: RegExp): Promise<void> {
  await page.locator('.node .pcell, .node .pchip').first().click({ button: 'right' })
  await page.getByRole('menuitem', { name: item }).click()
}

test('a Pod is filled and slowed from its menu', async ({ page, open }) => {
  test.setTimeout(240_000)
  await open('/#cluster')
  await page
    .getByRole('region', { name: 'Manifests' })
    .getByRole('button', { name: /^Apply/ })
    .click()
  await expect(page.locator('.node .pcell, .node .pchip')).toHaveCount(3)
  await asks(page, "kubectl get pods -o jsonpath='{.items[*].status.containerStatuses[*].ready}'", 'true true true')
  await chooseOnPod(page, /^Slow/)
  await expect(terminal(page)).toContainText('answers 2 s later')
  await asks(page, "kubectl get pods -o jsonpath='{.items[*].status.containerStatuses[*].ready}'", 'false')
  await chooseOnPod(page, /^Quick again/)
  await asks(page, "kubectl get pods -o jsonpath='{.items[*].status.containerStatuses[*].ready}'", 'true true true')
  await chooseOnPod(page, /^Fill memory/)
  await asks(
    page,
    "kubectl get pods -o jsonpath='{.items[*].status.containerStatuses[*].lastState.terminated.reason}'",
    'OOMKilled',
  )
})

test('machines are added by keyboard and by pulling, and it says how', async ({ page, open }) => {
  await open('/#cluster')
  await expect(page.locator('.node')).toHaveCount(7)
  await pool(page).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect(pool(page)).toHaveAttribute('aria-valuetext', '2 nodes more: node-7 and node-8')
  await expect(page.locator('.pool-ghosts li')).toHaveCount(2)
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: '.cache/pool.png' })
  await page.keyboard.press('Enter')
  await expect(page.locator('.node')).toHaveCount(9)
  await expect(terminal(page)).toContainText('kubectl create -f - # Node node-7, node-8')
  await expect(pool(page)).toHaveAttribute('aria-valuetext', 'no node more')
  // What was pulled out and is let go of with Esc does not come.
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Escape')
  await expect(pool(page)).toHaveAttribute('aria-valuenow', '0')
  await pool(page).scrollIntoViewIfNeeded()
  const box = await pool(page).boundingBox()
  if (!box) throw new Error('the handle is not drawn')
  await page.mouse.move(box.x + 40, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + 40, box.y + box.height / 2 + 40, { steps: 4 })
  await expect(pool(page)).toHaveAttribute('aria-valuetext', '1 node more: node-9')
  await page.mouse.up()
  await expect(page.locator('.node')).toHaveCount(10)
  await asks(page, 'kubectl get nodes --no-headers | grep -c " Ready "', '10')
})
