/** Steps inside other sites' pages: what an embed says and hears, whom it refuses, and that it rests when nobody looks. */
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FrameLocator, Page } from '@playwright/test'
import { violations } from './axe.ts'
import { expect, test } from './page.ts'

interface Heard {
  origin: string
  data: { type: string; reason?: string; [field: string]: unknown }
}
type Watching = { heard: Heard[] }

/** A page of another site, with whatever it has in it. */
async function foreignSite(html: string): Promise<{ server: Server; address: string }> {
  const server = createServer(({ url = '' }, response) => {
    const file = /^\/(course\.(css|js))$/.exec(url)
    if (!file) response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(html)
    else
      response
        .writeHead(200, { 'Content-Type': file[2] === 'css' ? 'text/css' : 'text/javascript' })
        .end(readFileSync(`dist/course/${file[1]}`))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  // Another name is another site, not only another origin.
  return { server, address: `http://localhost:${(server.address() as AddressInfo).port}/` }
}

const HEAR = `<script>heard = []
addEventListener('message', ({ data, origin }) => { if (data && data.drydock) heard.push({ data, origin }) })</script>`
const framed = (hash: string) =>
  `<!doctype html><title>Course</title>${HEAR}<iframe id="drydock" style="width:900px;height:600px" src="${process.env.DRYDOCK_PAGE}/embed/#${hash}"></iframe>`

const heard = (page: Page) => page.evaluate(() => (globalThis as unknown as Watching).heard)
const types = async (page: Page) => (await heard(page)).map(({ data }) => data.type)
const reasons = async (page: Page) => (await heard(page)).flatMap(({ data }) => data.reason ?? [])
const send = (page: Page, ...messages: unknown[]) =>
  page.evaluate((text) => {
    const frame = document.querySelector<HTMLIFrameElement>('#drydock')
    for (const message of JSON.parse(text)) frame?.contentWindow?.postMessage(message, '*')
  }, JSON.stringify(messages))

const sites: Server[] = []
async function visit(page: Page, html: string): Promise<void> {
  const { server, address } = await foreignSite(html)
  sites.push(server)
  await page.goto(address)
}
test.afterEach(() => {
  for (const site of sites.splice(0)) {
    site.closeAllConnections()
    site.close()
  }
})

/** Does what the first step of the first lesson asks for. */
async function pass(page: Page, embed: FrameLocator): Promise<void> {
  await embed.getByLabel('The scheduler').check()
  await embed
    .getByRole('region', { name: 'Manifests' })
    .getByRole('button', { name: /^Apply/ })
    .click()
  await embed.getByRole('slider', { name: /speed/i }).focus()
  await page.keyboard.press('End')
}

test('a step in a page of another site is passed, and the page hears of it', async ({ page }) => {
  await visit(page, framed('lesson=cluster-basics&step=1&storage=none'))
  const embed = page.frameLocator('#drydock')
  await expect(embed.getByRole('heading', { name: /Cluster Basics/ })).toBeVisible()
  await pass(page, embed)
  await expect(embed.getByText('This step is passed.')).toBeVisible()
  await expect
    .poll(() => types(page))
    .toEqual(expect.arrayContaining(['ready', 'load', 'state', 'resize', 'stepPassed', 'progress']))
  const passed = (await heard(page)).find(({ data }) => data.type === 'stepPassed')
  expect(passed?.origin).toBe(process.env.DRYDOCK_PAGE)
  expect(passed?.data).toMatchObject({
    drydock: 1,
    lesson: 'cluster-basics',
    step: 'first-pod',
    statement: {
      verb: { id: 'http://adlnet.gov/expapi/verbs/passed' },
      object: { objectType: 'Activity', id: `${process.env.DRYDOCK_PAGE}/#lesson=cluster-basics&step=first-pod` },
      result: { success: true, completion: true },
    },
  })
})

test('a page tells an embed what to show; a link of it opens at the same moment elsewhere', { tag: '@long' }, async ({
  page,
}) => {
  await visit(page, framed('lesson=cluster-basics&step=1&storage=none'))
  const embed = page.frameLocator('#drydock')
  await pass(page, embed)
  await expect(embed.getByText('This step is passed.')).toBeVisible()
  await send(page, { drydock: 1, type: 'pause' })
  await expect(embed.getByRole('button', { name: 'Play' })).toBeVisible()
  await send(page, { drydock: 1, type: 'link' })
  await expect.poll(() => types(page)).toContain('link')
  const url = String((await heard(page)).find(({ data }) => data.type === 'link')?.data.url)
  expect(url).toMatch(/\/v\/[0-9.]+\/#lesson=cluster-basics&step=first-pod/)
  await send(page, { drydock: 1, type: 'load', lesson: 'cluster-basics', step: 'owner-chain' })
  await expect(embed.getByRole('heading', { name: /Who made this Pod/ })).toBeVisible()
  await send(page, { drydock: 1, type: 'theme', theme: 'dark' })
  await expect(embed.locator('html')).toHaveAttribute('data-theme', 'dark')
  const other = await page.context().newPage()
  await other.goto(url)
  await expect(other.getByRole('region', { name: 'Lesson' }).getByText('This step is passed.')).toBeVisible()
  await other.close()
})

test('hostile messages are refused with a reason and run nothing', async ({ page }) => {
  await visit(page, framed('lesson=cluster-basics&step=1&storage=none'))
  const embed = page.frameLocator('#drydock')
  await expect(embed.getByRole('heading', { name: /Cluster Basics/ })).toBeVisible()
  await expect.poll(() => types(page)).toContain('load')
  const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`)
  await send(
    page,
    { type: 'load', lesson: 'owner-chain' },
    'load',
    null,
    { drydock: 2, type: 'load' },
    { drydock: 1, type: 'constructor' },
    { drydock: 1, type: 'eval', code: 'alert(1)' },
    { drydock: 1, type: 'load', lesson: '<img src=x onerror=alert(1)>' },
    { drydock: 1, type: 'load', lesson: 'cluster-basics', step: 'javascript:alert(1)' },
    { drydock: 1, type: 'load', lesson: 'cluster-basics', html: '<script>alert(1)</script>' },
    { drydock: 1, type: 'speed', speed: -1 },
    { drydock: 1, type: 'theme', theme: deep },
    { drydock: 1, type: 'load', lesson: 'x'.repeat(1_000_000) },
  )
  await expect
    .poll(() => reasons(page))
    .toEqual(['version', 'type', 'type', 'field', 'field', 'field', 'field', 'field', 'field'])
  await send(page, ...Array.from({ length: 2000 }, () => ({ drydock: 1, type: 'load', lesson: 'no-such-lesson' })))
  await expect.poll(() => reasons(page)).toContain('flood')
  await expect(embed.getByRole('heading', { name: /Cluster Basics|Drydock/ })).toBeVisible()
})

test('only the origins that were named are heard and told', { tag: '@long' }, async ({ page }) => {
  await visit(page, framed('lesson=cluster-basics&step=1&storage=none&origin=https://course.example'))
  const embed = page.frameLocator('#drydock')
  await expect(embed.getByText('This page may not have it inside.')).toBeVisible()
  await send(page, { drydock: 1, type: 'load', lesson: 'cluster-basics' })
  await expect
    .poll(() => heard(page).then((all) => all.map(({ data }) => `${data.type} ${data.reason}`)))
    .toEqual(['error origin'])
})

test('a frame that is no parent is not listened to', { tag: '@long' }, async ({ page }) => {
  await visit(
    page,
    `${framed('lesson=cluster-basics&step=1&storage=none')}<iframe id="other" srcdoc="<p>other</p>"></iframe>`,
  )
  const embed = page.frameLocator('#drydock')
  await expect.poll(() => types(page)).toContain('load')
  const other = page.frames().find((frame) => frame.parentFrame() !== null && !frame.url().includes('/embed/'))
  await other?.evaluate(() =>
    parent.frames[0]?.postMessage({ drydock: 1, type: 'load', lesson: 'no-such-lesson' }, '*'),
  )
  await page.waitForTimeout(500)
  await expect(embed.getByRole('heading', { name: /Cluster Basics/ })).toBeVisible()
  expect(await reasons(page)).toEqual([])
})

test('the course page: three embeds, each boots when it comes near, rests out of sight, and has the page’s theme', async ({
  page,
}) => {
  const course = readFileSync('dist/course/index.html', 'utf8').replaceAll('"../', `"${process.env.DRYDOCK_PAGE}/`)
  await visit(page, course)
  const frames = page.locator('drydock-lesson iframe')
  await expect(frames.first()).toBeVisible()
  const first = page.frameLocator('drydock-lesson >> nth=0 >> iframe')
  await expect(first.getByRole('heading', { name: /Cluster Basics/ })).toBeVisible()
  const workers = () => page.workers().filter((each) => /cluster/.test(each.url())).length
  const before = workers()
  expect(before).toBeLessThan(3)
  await expect(first.getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.getByRole('button', { name: 'Dark page' }).click()
  await expect(first.locator('html')).toHaveAttribute('data-theme', 'dark')
  expect(await violations(page)).toEqual([])
  await page.locator('main > iframe').scrollIntoViewIfNeeded()
  const third = page.frameLocator('main > iframe')
  await expect(third.getByRole('heading', { name: /Who made this Pod/ })).toBeVisible()
  await expect(first.getByRole('button', { name: 'Play' })).toBeAttached()
  await expect(first.locator('.clock-sub')).toContainText('paused')
  await page.locator('drydock-lesson').nth(1).scrollIntoViewIfNeeded()
  const second = page.frameLocator('drydock-lesson >> nth=1 >> iframe')
  await expect(second.getByRole('heading', { name: /Declarative/ })).toBeVisible()
  expect(workers()).toBe(3)
  await expect(page.locator('#heard')).toContainText(
    'load cluster-basics/first-pod http://adlnet.gov/expapi/verbs/initialized',
  )
})

test('without the script there is a link with a picture', { tag: '@long' }, async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${process.env.DRYDOCK_PAGE}/course/`)
  const link = page.getByRole('link', { name: /One Pod, four messages/ })
  await expect(link).toHaveAttribute('href', '../#lesson=cluster-basics&step=first-pod')
  await expect(link.getByRole('img')).toHaveJSProperty('complete', true)
  await context.close()
})
