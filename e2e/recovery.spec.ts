/** A cluster worker that dies takes nothing along. */
import { expect, test } from './page.ts'

test('the run is rebuilt from what was done, and goes on', async ({ open, page }) => {
  await open()
  const editor = page.getByRole('region', { name: 'Manifests' })
  await expect(editor.locator('.view-lines')).toContainText('random-generator')
  await editor.getByRole('button', { name: /^Apply/ }).click()
  await expect(page.locator('#tray-terminal')).toContainText('created')
  await expect(page.locator('[data-mark^="pod:"]')).toHaveCount(3)
  const cluster = page.workers().find((worker) => /cluster/.test(worker.url()))
  await cluster?.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error('the test broke it')
      }, 0),
  )
  await expect(page.locator('.top')).toContainText('was rebuilt from what you did')
  await expect(page.locator('[data-mark^="pod:"]')).toHaveCount(3)
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await expect(page.locator('.pod-ready')).toHaveCount(3)
})
