/** A learner's way: the chapter map, a step by mouse and by keyboard, reset, reload. */
import { violations } from './axe.ts'
import { expect, test } from './page.ts'

test('a step is opened, answered almost right, passed, and remembered', async ({ page, open }) => {
  await open('/#home')
  await page.getByRole('link', { name: 'Begin with Cluster Basics, step 1' }).click()
  await expect(page).toHaveURL(/#lesson=cluster-basics&step=first-pod/)
  const lesson = page.getByRole('region', { name: 'Lesson' })
  await lesson.getByLabel('A kubelet that has room').check()
  await page
    .getByRole('region', { name: 'Manifests' })
    .getByRole('button', { name: /^Apply/ })
    .click()
  await page.getByRole('slider', { name: /speed/i }).focus()
  await page.keyboard.press('End')
  await expect(lesson.getByText('no kubelet chose it')).toBeVisible()
  await lesson.getByLabel('The scheduler').check()
  await expect(lesson.getByText('This step is passed.')).toBeVisible()
  await lesson.getByRole('button', { name: 'Next step' }).click()
  await expect(page).toHaveURL(/step=owner-chain/)
  await page.reload()
  await expect(lesson.getByRole('heading', { name: 'Who made this Pod?' })).toBeVisible()
  await expect(lesson.getByRole('listitem').filter({ hasText: 'One Pod, four messages' })).toContainText('done')
})

test('hints grow, and the last one does it', async ({ page, open }) => {
  await open('/#lesson=cluster-basics&step=owner-chain')
  const lesson = page.getByRole('region', { name: 'Lesson' })
  await lesson.getByRole('button', { name: 'Show' }).click()
  await lesson.getByRole('button', { name: 'Show' }).click()
  await lesson.getByRole('button', { name: 'Solve' }).click()
  await lesson.getByRole('button', { name: 'Do it' }).click()
  await page.getByRole('slider', { name: /speed/i }).focus()
  await page.keyboard.press('End')
  await expect(lesson.getByText('This step is passed.')).toBeVisible()
})

test('a lesson that is not there says so', async ({ page, open }) => {
  await open('/#lesson=no-such-lesson')
  await expect(page.getByRole('alert')).toHaveText('There is no lesson no-such-lesson.')
})

test('a step that is not there leads to its lesson, and the learner’s own cluster runs beside', async ({
  page,
  open,
}) => {
  await open('/#lesson=health-probe&step=no-such-step')
  await expect(page.getByRole('alert')).toHaveText('The lesson health-probe has no step no-such-step.')
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible({ timeout: 60_000 })
  await page.getByRole('link', { name: /^Open the lesson/ }).click()
  await expect(page.getByRole('heading', { name: 'Health Probe' })).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })
    for (const hash of ['#home', '#lesson=cluster-basics&step=owner-chain']) {
      test(`${hash} can be read by everybody`, async ({ page, open }) => {
        await open(`/${hash}`)
        await expect(page.getByRole('heading', { name: /Cluster Basics|Kubernetes patterns/ }).first()).toBeVisible()
        expect(await violations(page)).toEqual([])
      })
    }
  })
}
