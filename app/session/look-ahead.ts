/** Runs a text ahead and lays what would come of it over the stage; of several that were asked the latest counts. */
import type { Session } from './context.tsx'

const latest = new WeakMap<Session['ui'], object>()

export async function lookAhead({ ui, ahead }: Pick<Session, 'ui' | 'ahead'>, text: string): Promise<void> {
  const asked = {}
  latest.set(ui, asked)
  const preview = await ahead?.preview(text)
  if (latest.get(ui) === asked) ui.setState({ preview, previewOf: text })
}

/** Nothing is drawn any more, and what is under way is not drawn either. */
export function lookNoMore({ ui }: Pick<Session, 'ui'>): void {
  latest.delete(ui)
  ui.setState({ preview: undefined, previewOf: '' })
}
