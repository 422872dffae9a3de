/** The selected object: its conditions, events and owners, and the YAML the API server prints of it. */
import './inspector.css'
import { useState } from 'react'
import type { SelectedObject } from '../../../engine/protocol/batch.ts'
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import { useAskWhy } from '../../hooks/ask-why.ts'
import { useActions, useMirror, useSession, useUi } from '../../session/context.tsx'
import { conditionQuestion } from '../why/questions.ts'
import { Conditions } from './Conditions.tsx'
import { History } from './History.tsx'
import { Lifecycle } from './Lifecycle.tsx'
import { ObjectEvents } from './ObjectEvents.tsx'
import { Shape } from './Shape.tsx'
import { PodParts } from './PodParts.tsx'
import { YamlText } from './YamlText.tsx'

export function InspectorPane() {
  const asked = useUi((ui) => ui.selected)
  const selected = useMirror((mirror) => mirror.selected)
  if (!asked) return <p className="empty">Nothing is selected. Click a Pod or a node on the stage.</p>
  if (!selected || !same(selected.ref, asked)) return <p className="empty">{`Reading ${asked.kind} ${asked.name}`}</p>
  return <Inspected key={`${asked.kind}/${asked.namespace}/${asked.name}`} selected={selected} />
}

const same = (a: ObjectRef, b: ObjectRef) => a.kind === b.kind && a.name === b.name && a.namespace === b.namespace

function Inspected({ selected }: { selected: SelectedObject }) {
  const { ref, yaml, object, managedFields, events, owners, lifecycle } = selected
  const last = useLast(yaml)
  // The batches bring a new object each time; what is asked for stays the same.
  const [subject] = useState(ref)
  const ask = useAskWhy()
  return (
    <article className="inspector" aria-label={`${ref.kind} ${ref.name}`}>
      <header>
        <div className="row">
          <h2 translate="no">{ref.name}</h2>
          <span className="sp" />
          <button type="button" className="btn sm" onClick={() => ask(subject)}>
            Why?
          </button>
        </div>
        <p className="i2">
          {ref.kind}
          {ref.namespace && ` in ${ref.namespace}`}
          {yaml === undefined && <b className="gone"> no longer exists</b>}
        </p>
        <Owners owners={owners} />
      </header>
      <Conditions object={object} onAsk={(type) => ask(subject, conditionQuestion(subject, object, type))} />
      {lifecycle && <Lifecycle {...lifecycle} />}
      <History subject={subject} stamp={yaml} />
      <Shape subject={subject} />
      <PodParts object={object} />
      <ObjectEvents events={events} />
      <section aria-label="YAML">
        <h3>{yaml === undefined ? 'YAML as it was last' : 'YAML'}</h3>
        <YamlText text={yaml ?? last ?? ''} />
        {managedFields && (
          <details>
            <summary>managedFields</summary>
            <YamlText text={managedFields} />
          </details>
        )}
      </section>
    </article>
  )
}

/** The latest YAML that there was. */
function useLast(yaml: string | undefined): string | undefined {
  const [last, setLast] = useState(yaml)
  if (yaml !== undefined && yaml !== last) setLast(yaml)
  return yaml ?? last
}

function Owners({ owners }: { owners: readonly ObjectRef[] }) {
  const { ui } = useSession()
  const actions = useActions()
  if (owners.length === 0) return null
  const show = (owner: ObjectRef) => {
    ui.setState({ selected: owner, selectedPod: -1 })
    void actions.select(owner)
  }
  return (
    <p className="owners">
      {'Owned by '}
      {owners.map((owner) => (
        <button key={`${owner.kind}/${owner.name}`} type="button" className="link" onClick={() => show(owner)}>
          {`${owner.kind} ${owner.name}`}
        </button>
      ))}
    </p>
  )
}
