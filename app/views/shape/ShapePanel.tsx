/** An object's handles: they edit its manifest, show what would come of it, and leave it to Apply. */
import './shape.css'
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import { scaleLine } from '../../session/kubectl-line.ts'
import { useSession, useUi } from '../../session/context.tsx'
import { ProbeTrack } from './ProbeTrack.tsx'
import { PROBES, setResourcesLine, shapeOf } from './subject.ts'
import { ReplicasTrack, ResourceTrack } from './Tracks.tsx'
import { useManifest } from './use-manifest.ts'
import type { FieldEdit } from '../../../engine/protocol/edit.ts'
import { useState } from 'react'

const RESOURCES = ['cpu', 'memory'] as const

export function ShapePanel({ subject }: { subject: ObjectRef }) {
  const manifest = useManifest(subject)
  const { ui } = useSession()
  const [offered, setOffered] = useState('')
  const { value, fileName } = manifest
  if (value === undefined) return <p className="empty">{`Looking for the manifest of ${subject.name}`}</p>
  if (value === null)
    return <p className="empty">{`${subject.kind} ${subject.name} is in no file and no longer there.`}</p>
  const { replicas, containers } = shapeOf(subject.kind, value)
  /** Where no file has the object, what would be typed is offered instead. */
  const change = (edits: FieldEdit[], line: string) => (fileName ? manifest.edit(edits) : setOffered(line))
  const probed = containers.filter(({ probes }) => Object.keys(probes).length > 0)
  return (
    <div className="shape">
      {replicas !== undefined && (
        <ReplicasTrack replicas={replicas} onChange={(to, edit) => change([edit], scaleLine(subject, to))} />
      )}
      {containers.map((container) => (
        <section key={container.name} aria-label={`Resources of ${container.name}`}>
          <p className="shape-title">
            <b translate="no">{container.name}</b> <span className="i3">request / limit</span>
          </p>
          {RESOURCES.map((resource) => (
            <ResourceTrack
              key={resource}
              container={container}
              resource={resource}
              onChange={(bound, amount, edits) =>
                change(edits, setResourcesLine(subject, container.name, resource, bound, amount))
              }
            />
          ))}
        </section>
      ))}
      {fileName &&
        probed.map((container) => (
          <section key={container.name} aria-label={`Probes of ${container.name}`}>
            <p className="shape-title">
              <b translate="no">{container.name}</b> <span className="i3">probes, after the container's start</span>
            </p>
            {PROBES.map((kind) => {
              const probe = container.probes[kind]
              return (
                probe && (
                  <ProbeTrack key={kind} container={container} kind={kind} probe={probe} onChange={manifest.edit} />
                )
              )
            })}
          </section>
        ))}
      <footer className="shape-foot" role="status">
        {manifest.refused && <p className="bad">{`Not changed: ${manifest.refused}.`}</p>}
        {fileName ? (
          <Unapplied fileName={fileName} isUnapplied={manifest.isUnapplied} apply={manifest.apply} />
        ) : (
          <>
            <p className="i2">No open file holds its manifest: a change is an action.</p>
            {offered && (
              <button
                type="button"
                className="btn"
                onClick={() => {
                  ui.setState({ typed: offered, tray: 'terminal', trayOpen: true })
                  setOffered('')
                }}
              >
                <code translate="no">{offered}</code>
              </button>
            )}
          </>
        )}
      </footer>
    </div>
  )
}

function Unapplied({ fileName, isUnapplied, apply }: { fileName: string; isUnapplied: boolean; apply(): void }) {
  const preview = useUi((ui) => ui.preview)
  if (!isUnapplied) return <p className="i2">{`As ${fileName} says, and as it was applied.`}</p>
  return (
    <>
      <p>
        <span translate="no">{fileName}</span>
        {' is changed, not applied. '}
        <span className="i2">{preview?.sentences.slice(0, 2).join(' ')}</span>
      </p>
      <button type="button" className="btn p" onClick={apply}>
        Apply
      </button>
    </>
  )
}
