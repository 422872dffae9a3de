/** Runs an action and prints its kubectl line and result in the terminal. */
import { useCallback } from 'react'
import type { Actions, Outcome } from '../session/actions.ts'
import { useSession } from '../session/context.tsx'
import { printOutcome } from '../session/ui.ts'

export function useRunAndPrint(): (run: (actions: Actions) => Promise<Outcome>) => void {
  const { actions, ui } = useSession()
  return useCallback(
    (run) => {
      run(actions).then(
        (outcome) => printOutcome(ui, outcome),
        (error: unknown) =>
          printOutcome(ui, {
            kubectl: '# the action could not be sent',
            output: error instanceof Error ? error.message : String(error),
            ok: false,
          }),
      )
    },
    [actions, ui],
  )
}
