/** A kind or field named in the prose: upstream's own description of it, on hover, focus or touch. */
import { Tooltip } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { useSession } from '../../session/context.tsx'
import { describe } from './describe.ts'

export function Explained({ path, children }: { path: string; children: ReactNode }) {
  const { tools } = useSession()
  const [words, setWords] = useState<string>()
  const load = (open: boolean) => {
    if (open && words === undefined && tools)
      tools.schema().then(
        (schema) => setWords(describe(schema, path) ?? `There is no field ${path}.`),
        () => setWords('The cluster is still starting.'),
      )
  }
  return (
    <Tooltip.Provider delayDuration={200}>
      <Tooltip.Root onOpenChange={load}>
        <Tooltip.Trigger asChild>
          <button type="button" className="term">
            {children}
          </button>
        </Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content className="term-tip" sideOffset={4} collisionPadding={8}>
            <b translate="no">{path}</b>
            <p>{words ?? 'Looking it up'}</p>
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
    </Tooltip.Provider>
  )
}
