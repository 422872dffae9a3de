/** A kind, a field or a word of the field, named in the prose: what it is on hover and focus; followed, its place in the glossary. */
import { Tooltip } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { type EditorTools, useSession } from '../../session/context.tsx'
import { formatRoute } from '../../session/lesson/route.ts'
import { describe } from './describe.ts'

/** @param at a path as `Pod.spec`, or `~` and a term of the vocabulary */
export function Explained({ at, children }: { at: string; children: ReactNode }) {
  const { tools } = useSession()
  const [words, setWords] = useState<string>()
  const load = (open: boolean) => {
    if (open && words === undefined) wordsOf(at, tools).then(setWords, () => setWords('The cluster is still starting.'))
  }
  return (
    <Tooltip.Provider delayDuration={200}>
      <Tooltip.Root onOpenChange={load}>
        <Tooltip.Trigger asChild>
          <a className="term" href={formatRoute({ page: 'reference', shelf: 'glossary', at })}>
            {children}
          </a>
        </Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content className="term-tip" sideOffset={4} collisionPadding={8}>
            <b translate="no">{at.replace('~', '')}</b>
            <p>{words ?? 'Looking it up'}</p>
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
    </Tooltip.Provider>
  )
}

async function wordsOf(at: string, tools: EditorTools | undefined): Promise<string> {
  if (at.startsWith('~')) {
    const { termOf } = await import('../reference/glossary.ts')
    return termOf(at)?.say ?? 'Nobody has said what this is.'
  }
  if (!tools) return 'There is no cluster to ask.'
  return describe(await tools.schema(), at) ?? `There is no field ${at}.`
}
