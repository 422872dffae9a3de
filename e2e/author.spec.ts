/** A lecturer: writes a step beside a cluster, proves, plays and exports it; shows a lesson in a hall. And who looks a word up. */
import { readFileSync } from 'node:fs'
import { expect, test } from './page.ts'

const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web, labels: { app: web } }\nspec: { containers: [{ name: app, image: nginx:1.27 }] }\n'
const deployment = pod
  .replace('v1\nkind: Pod', 'apps/v1\nkind: Deployment')
  .replace(', labels: { app: web }', '')
  .replace(
    'spec: {',
    'spec: { replicas: 2, selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: {',
  )
  .replace(/\}\]\s*\}\s*$/, '}] } } }\n')

test('a step is written, proved, played and comes back from its file', async ({ open, page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open('/#author')
  const desk = page.getByRole('region', { name: 'Write a step' })
  await desk.getByLabel('Title').fill('Two of them')
  await desk.getByLabel('What one learns, in a line').fill('How many there are is one field.')
  await desk.getByLabel(/^Prose/).fill('Nothing runs. Have two `web`, kept alive.')
  await desk.getByLabel(/^Hints/).fill('A Deployment has a number.')
  await page.getByRole('tab', { name: 'YAML' }).click()
  await page
    .getByRole('textbox', { name: /YAML|editor/i })
    .first()
    .fill(deployment)
  await page
    .getByRole('button', { name: /^Apply/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Play' }).first().click()
  await page.getByRole('tab', { name: 'Write' }).click()
  await desk.getByRole('button', { name: 'The editor’s files solve it' }).click()
  await expect(async () => {
    await desk.getByRole('button', { name: /What is true now/ }).click()
    await desk.getByRole('button', { name: 'Take: 2 Pods of web are ready' }).click({ timeout: 2000 })
  }).toPass({ timeout: 60_000 })
  await desk.getByRole('button', { name: 'Prove' }).click()
  await expect(desk.getByText(/^ok: "Way 1" passes/)).toBeVisible({ timeout: 60_000 })
  await expect(desk.getByText(/^FAILED/)).toHaveCount(0)
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    desk.getByRole('button', { name: 'Export' }).click(),
  ])
  expect(file.suggestedFilename()).toBe('my-step.zip')
  const buffer = readFileSync(await file.path())
  await desk.getByRole('button', { name: 'Begin anew' }).click()
  await desk
    .getByLabel('Import')
    .setInputFiles({ name: 'bad.zip', mimeType: 'application/zip', buffer: Buffer.from('<img onerror=alert(1)>') })
  await expect(desk.getByText('bad.zip cannot be opened:')).toBeVisible()
  await desk.getByLabel('Import').setInputFiles({ name: 'my-step.zip', mimeType: 'application/zip', buffer })
  await expect(desk.getByLabel('Title')).toHaveValue('Two of them')
  await desk.getByRole('button', { name: 'Play' }).click()
  await expect(page.getByRole('heading', { name: 'Two of them', level: 3 })).toBeVisible()
})

test('a hall: one key for the layout, a presenter’s keys for the steps, a link', async ({ open, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await open('/#lesson=cluster-basics&step=first-pod&layout=projector')
  const prose = page.locator('article.prose')
  await expect(prose).toBeVisible()
  expect(await prose.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize))).toBeGreaterThan(20)
  await expect(page.getByRole('complementary', { name: 'Editor and inspector' })).toHaveCount(0)
  await page.keyboard.press('PageDown')
  await expect(page.getByRole('heading', { name: 'Who made this Pod?' })).toBeVisible()
  await page.keyboard.press('PageUp')
  await expect(page).toHaveURL(/step=first-pod/)
  await page.keyboard.press('e')
  await expect(page.getByRole('complementary', { name: 'Editor and inspector' })).toBeVisible()
  await page.getByRole('button', { name: 'Leave the projector' }).click()
  expect(await prose.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize))).toBeLessThan(16)
  await page.locator('body').press('p')
  await expect(page.getByRole('button', { name: 'Leave the projector' })).toBeVisible()
})

test('a word of a lesson leads to the glossary, and back to the step', async ({ open, page }) => {
  await open('/#lesson=cluster-basics&step=owner-chain')
  const word = page.locator('article.prose').getByRole('link', { name: 'ReplicaSet' }).first()
  await word.focus()
  await expect(page.getByRole('tooltip')).toContainText('ReplicaSet')
  await word.press('Enter')
  await expect(page).toHaveURL(/#glossary=ReplicaSet/)
  await expect(page.getByRole('heading', { level: 2, name: 'ReplicaSet' })).toBeVisible()
  await page.getByRole('searchbox').fill('maxSurge')
  await page.getByRole('region', { name: 'Fields' }).getByRole('link', { name: 'maxSurge' }).first().click()
  await expect(
    page
      .getByRole('link', { name: 'No room to spare' })
      .or(page.getByRole('region', { name: 'Steps that use it' }))
      .first(),
  ).toBeVisible()
  await page.getByRole('link', { name: /^Back to / }).click()
  await expect(page.getByRole('heading', { name: 'Who made this Pod?' })).toBeVisible()
})
