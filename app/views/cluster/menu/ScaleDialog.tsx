/** Asks for the number of replicas, and shows the line it amounts to. */
import { Dialog } from 'radix-ui'
import { type SubmitEvent, useState } from 'react'
import { useRunAndPrint } from '../../../hooks/run-and-print.ts'
import { useSession } from '../../../session/context.tsx'
import { scaleLine } from '../../../session/kubectl-line.ts'
import { workloadRef } from '../mark-ref.ts'
import { useStage, useStageStore } from '../stage-state.tsx'
import { replicasOf } from './commands.ts'

export function ScaleDialog() {
  const scaling = useStage((stage) => stage.scaling)
  const stage = useStageStore()
  if (scaling === undefined) return null
  const close = () => stage.setState({ scaling: undefined })
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog" aria-describedby={undefined}>
          <ScaleForm workload={scaling} close={close} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const MOST = 10_000

function ScaleForm({ workload, close }: { workload: number; close(): void }) {
  const { mirror } = useSession()
  const run = useRunAndPrint()
  const [replicas, setReplicas] = useState(() => replicasOf(mirror.getState(), workload))
  const row = mirror.getState().workloads[workload]
  if (!row) return null
  const ref = workloadRef(row)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    run((actions) => actions.scale(ref, replicas))
    close()
  }
  return (
    <form onSubmit={submit}>
      <Dialog.Title className="dialog-title">{`Scale ${row.name}`}</Dialog.Title>
      <label className="field">
        Replicas
        <input
          type="number"
          min={0}
          max={MOST}
          value={replicas}
          onChange={(event) => setReplicas(Math.min(MOST, Math.max(0, Math.floor(Number(event.target.value)))))}
        />
      </label>
      <code className="dialog-line" translate="no">
        {scaleLine(ref, replicas)}
      </code>
      <div className="dialog-foot">
        <button type="button" className="btn g" onClick={close}>
          Cancel
        </button>
        <button type="submit" className="btn p">
          Scale
        </button>
      </div>
    </form>
  )
}
