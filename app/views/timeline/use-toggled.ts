/** Rows that a person opened or shut against the rule. */
import { useCallback, useState } from 'react'

export interface Toggled {
  toggled: ReadonlySet<string>
  toggle(key: string): void
}

export function useToggled(): Toggled {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const toggle = useCallback(
    (key: string) =>
      setToggled((old) => {
        const next = new Set(old)
        if (!next.delete(key)) next.add(key)
        return next
      }),
    [],
  )
  return { toggled, toggle }
}
