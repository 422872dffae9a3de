/** Walks through a chapter as a learner would: each step's first solution, move by move, with whatever hands there are. */
import type { Page } from '@playwright/test'
import { startOf } from '../../engine/testing/lessons/play.ts'
import { doMove } from '../../engine/workers/lesson/moves.ts'
import type { Lesson, Move, Step } from '../../lessons/lesson.ts'
import { expect } from '../page.ts'
import { type Hands, lessonPane, passed } from './hands.ts'

/** While something is waited for, time runs so fast. */
const WAITING_SPEED = 20
/** Hands are not as punctual as a headless run. */
const MARGIN_MS = 8000

/** Seconds of the virtual clock as it is drawn. */
async function clockSeconds(page: Page): Promise<number> {
  const text = (await page.locator('.clock span').first().textContent()) ?? ''
  return text.split(':').reduce((sum, part) => sum * 60 + Number.parseFloat(part), 0)
}

/** How long each move of a way takes in a headless run, virtual ms. */
function durations({ seed, nodes }: Lesson, step: Step, moves: readonly Move[]): number[] {
  const cluster = startOf(step, { seed, ...(nodes ? { nodes } : {}) })
  return moves.map((move) => {
    const fromMs = cluster.nowMs
    doMove(cluster, move)
    return cluster.nowMs - fromMs
  })
}

async function waitFor(page: Page, hands: Hands, ms: number): Promise<void> {
  const from = await clockSeconds(page)
  await hands.speed(WAITING_SPEED)
  await expect.poll(() => clockSeconds(page), { timeout: 90_000 }).toBeGreaterThan(from + ms / 1000)
}

async function doIt(page: Page, hands: Hands, step: Step, move: Move, lastsMs: number): Promise<void> {
  switch (move.do) {
    case 'tell': {
      const { choices = [] } = step.question ?? {}
      const at = choices.findIndex(({ id }) => move.fact.endsWith(`=${id}`))
      return hands.answer(choices[at]?.text ?? '', at)
    }
    case 'apply':
      return hands.apply(tabOf(step, move.text), move.text)
    case 'kubectl':
      await hands.type(`kubectl ${move.line}`)
      // A line that waits (for a deletion, say) is waited for.
      return lastsMs > 0 ? waitFor(page, hands, lastsMs + MARGIN_MS) : undefined
    case 'wait':
    case 'until':
      return waitFor(page, hands, lastsMs + MARGIN_MS)
    default:
      throw new Error(`no learner can ${move.do}`)
  }
}

/** The tab whose text a manifest changes: the same one, else one about the same object, else the first. */
function tabOf({ files }: Step, text: string): string {
  const subject = (manifest: string) => /^kind: .*$/m.exec(manifest)?.[0]
  const found = files.find((file) => file.text === text) ?? files.find((file) => subject(file.text) === subject(text))
  return (found ?? files[0])?.name ?? ''
}

export async function walkStep(page: Page, hands: Hands, lesson: Lesson, step: Step): Promise<void> {
  await expect(lessonPane(page).getByRole('heading', { name: step.title, exact: true })).toBeVisible()
  await expect(lessonPane(page).getByRole('region', { name: 'Checks' })).toBeVisible()
  // On a small screen the manifests are in a pane that is not shown.
  await expect(page.locator('.editor .files .tab', { hasText: step.files[0]?.name ?? '' }).first()).toBeAttached()
  const moves = step.solutions[0]?.moves ?? []
  const lasting = durations(lesson, step, moves)
  for (const [i, move] of moves.entries()) await doIt(page, hands, step, move, lasting[i] ?? 0)
  await hands.speed(Number.POSITIVE_INFINITY)
  await hands.look()
  await expect(passed(page), `${lesson.slug}/${step.id}`).toBeVisible({ timeout: 60_000 })
}

/** From the open first step to the end of the chapter, and back to the chapter map. */
export async function walkChapter(page: Page, hands: Hands, lesson: Lesson): Promise<void> {
  for (const [i, step] of lesson.steps.entries()) {
    await walkStep(page, hands, lesson, step)
    await hands.press(i < lesson.steps.length - 1 ? 'Next step' : 'All patterns')
  }
  await expect(page.getByRole('heading', { name: /Kubernetes patterns/ })).toBeVisible()
}
