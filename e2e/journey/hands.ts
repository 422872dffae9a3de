/** What a learner does with the page, whatever they do it with: a keyboard, a mouse, or fingers on a small screen. */
import type { ElementHandle, Locator, Page } from '@playwright/test'
import { expect } from '../page.ts'

export interface Hands {
  /** Follows a link or presses a button. */
  press(name: string | RegExp): Promise<void>
  /** Chooses an answer of the step's question, the so-manieth of its choices. */
  answer(text: string, at: number): Promise<void>
  /** Writes a manifest over the tab that holds the step's own text and applies it. */
  apply(tab: string, text: string): Promise<void>
  /** Types a line at the cluster. */
  type(line: string): Promise<void>
  /** Lets time run about so fast, or as fast as possible. */
  speed(times: number): Promise<void>
  /** Looks at the lesson again. */
  look(): Promise<void>
}

export const lessonPane = (page: Page): Locator => page.getByRole('region', { name: 'Lesson', exact: true })
export const editor = (page: Page): Locator => page.getByRole('region', { name: 'Manifests' })
export const passed = (page: Page): Locator => lessonPane(page).getByText('This step is passed.')

const target = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('link', { name }).or(page.getByRole('button', { name })).first()

/** Pastes over all of it: typed, every line would be indented once more. */
async function overwrite(page: Page, text: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  await page.keyboard.press('Control+A')
  await page.keyboard.press('Control+V')
}

const accepted = (page: Page) => expect(editor(page).locator('.apply-said')).toContainText('Applied')

/** Where on the slider a speed stands; beyond the fastest is "max". */
const sliderShare = (times: number): number => (times === Number.POSITIVE_INFINITY ? 1 : (Math.log10(times) + 2) / 6)

// ------------------------------------------------------------------------------------------------------ keyboard

/** Where the focus is, seen from what is wanted; runs in the page. */
function focusOf(wanted: Element[]): { at: 'it' | 'before' | 'behind' | 'gone'; inEditor: boolean } {
  const active = document.activeElement ?? document.body
  const inEditor = active.closest('.monaco-editor') !== null
  const there = wanted.filter((each) => each.isConnected)
  const [first] = there
  if (!first) return { at: 'gone', inEditor }
  if (there.includes(active)) return { at: 'it', inEditor }
  const isBefore = active.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING
  return { at: isBefore ? 'before' : 'behind', inEditor }
}

/** Presses Tab, or Shift and Tab where that is nearer, until what is wanted has the focus. */
export async function tabTo(page: Page, wanted: Locator, most = 120): Promise<void> {
  // Looked up once: to find a name among all buttons takes longer than a key.
  let those = await wanted.elementHandles()
  const look = async () => {
    const seen = await page.evaluate(focusOf, those as ElementHandle<Element>[])
    // Drawn anew meanwhile.
    if (seen.at === 'gone') those = await wanted.elementHandles()
    return seen
  }
  let key = (await look()).at === 'behind' ? 'Shift+Tab' : 'Tab'
  let leftEditor = 0
  for (let n = 0; n < most; n++) {
    const { at, inEditor } = await look()
    if (at === 'it') return
    // Tab indents in the editor; Escape is its way out, and that is forwards.
    if (inEditor && ++leftEditor > 1) key = 'Tab'
    await page.keyboard.press(inEditor ? 'Escape' : key)
  }
  throw new Error(`Tab does not come to ${String(wanted)}`)
}

export function keyboard(page: Page): Hands {
  const slider = page.locator('#speed')
  return {
    async press(name) {
      await expect(target(page, name)).toBeVisible()
      await tabTo(page, target(page, name))
      await page.keyboard.press('Enter')
    },
    async answer(_, at) {
      const radios = lessonPane(page).getByRole('radio')
      await expect(radios.first()).toBeEnabled()
      // Backwards, Tab comes to the last of them; the arrows go round.
      await tabTo(page, radios)
      await page.keyboard.press('Space')
      for (let n = await radios.count(); n > 0 && !(await radios.nth(at).isChecked()); n--)
        await page.keyboard.press('ArrowDown')
      await expect(radios.nth(at)).toBeChecked()
    },
    async apply(tab, text) {
      const tabs = editor(page).getByRole('tablist', { name: 'Files' }).getByRole('tab')
      const own = tabs.filter({ hasText: tab }).first()
      await tabTo(page, tabs)
      for (let n = 0; (await own.getAttribute('aria-selected')) !== 'true'; n++) {
        expect(n, `the tab ${tab}`).toBeLessThan(10)
        await page.keyboard.press('ArrowRight')
      }
      await page.keyboard.press('e')
      await expect(editor(page).locator('.editor-body :focus')).toHaveCount(1)
      await overwrite(page, text)
      await page.keyboard.press('Control+Enter')
      await page.keyboard.press('Escape')
      await accepted(page)
    },
    async type(line) {
      await tabTo(page, page.locator('.xterm-helper-textarea'))
      await page.keyboard.type(`${line}\n`)
      await page.keyboard.press('Escape')
    },
    async speed(times) {
      await tabTo(page, slider)
      if (times === Number.POSITIVE_INFINITY) return page.keyboard.press('End')
      await page.keyboard.press('Home')
      for (let n = 0; n < Math.round((sliderShare(times) * 6) / 0.05); n++) await page.keyboard.press('ArrowRight')
    },
    look: () => Promise.resolve(),
  }
}

// ------------------------------------------------------------------------------------------------ mouse and touch

type Poke = (where: Locator, position?: { x: number; y: number }) => Promise<void>

async function slide(page: Page, poke: Poke, times: number): Promise<void> {
  const slider = page.locator('#speed')
  const box = await slider.boundingBox()
  if (!box) throw new Error('no slider')
  // The thumb's middle never reaches the ends.
  const thumb = 16
  await poke(slider, { x: thumb / 2 + (box.width - thumb) * sliderShare(times), y: box.height / 2 })
}

async function typeAt(page: Page, poke: Poke, line: string): Promise<void> {
  const offered = lessonPane(page)
    .locator('.run-line')
    .and(page.getByTitle(line, { exact: true }))
  if ((await offered.count()) > 0) return poke(offered.first())
  await poke(page.locator('#tray-terminal .xterm-screen'))
  await page.keyboard.type(`${line}\n`)
}

export function mouse(page: Page): Hands {
  const poke: Poke = (where, position) => where.click(position ? { position } : {})
  return {
    press: (name) => poke(target(page, name)),
    answer: (text) => poke(lessonPane(page).getByLabel(text, { exact: true })),
    async apply(tab, text) {
      await poke(editor(page).getByRole('tab', { name: tab }).first())
      await poke(editor(page).locator('.view-lines'))
      await overwrite(page, text)
      await poke(editor(page).getByRole('button', { name: /^Apply/ }))
      await accepted(page)
    },
    type: (line) => typeAt(page, poke, line),
    speed: (times) => slide(page, poke, times),
    look: () => Promise.resolve(),
  }
}

export function touch(page: Page): Hands {
  const poke: Poke = (where, position) => where.tap(position ? { position } : {})
  const pane = (name: string) => poke(page.getByRole('group', { name: 'Pane' }).getByRole('button', { name }))
  return {
    press: (name) => poke(target(page, name)),
    async answer(text) {
      await poke(lessonPane(page).getByLabel(text, { exact: true }))
    },
    async apply(tab, text) {
      await pane('YAML')
      await poke(editor(page).getByRole('tab', { name: tab }).first())
      await editor(page).locator('textarea.plain-editor').fill(text)
      await poke(editor(page).getByRole('button', { name: /^Apply/ }))
      await accepted(page)
      await pane('Lesson')
    },
    async type(line) {
      const offered = lessonPane(page)
        .locator('.run-line')
        .and(page.getByTitle(line, { exact: true }))
      if ((await offered.count()) === 0) {
        await pane('Cluster')
        const open = page.getByRole('button', { name: 'Open the tray' })
        if (await open.isVisible()) await poke(open)
      }
      await typeAt(page, poke, line)
      await pane('Lesson')
    },
    speed: (times) => slide(page, poke, times),
    look: () => pane('Lesson'),
  }
}
