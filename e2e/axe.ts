/** What axe finds against WCAG 2.2 AA on the page as it stands, a line each. */
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

export async function violations(page: Page): Promise<string[]> {
  return await analyzed(new AxeBuilder({ page }))
}

/** The same where no frame of another origin is shown: without a page opened beside it for each look. */
export async function violationsQuick(page: Page): Promise<string[]> {
  return await analyzed(new AxeBuilder({ page }).setLegacyMode())
}

async function analyzed(builder: AxeBuilder): Promise<string[]> {
  const { violations: found } = await builder.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`).join('\n')}`,
  )
}
