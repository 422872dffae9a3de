/** An object as its manifest says it, with a way to edit that; where no file has it, as the cluster has it. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { FieldEdit } from '../../../engine/protocol/edit.ts'
import type { ObjectRef } from '../../../engine/protocol/object.ts'
import { useSession } from '../../session/context.tsx'
import { lookAhead } from '../../session/look-ahead.ts'
import { editFile } from '../editor/edit-file.ts'
import { applyCurrent, filesOf } from '../editor/use-editor.ts'
import { liveObject, manifestOf } from './manifest-of.ts'

export interface Manifest {
  /** Undefined while it is read. */
  value: unknown
  /** Name of the file; undefined where no file has it. */
  fileName: string | undefined
  /** The file differs from what was applied of it. */
  isUnapplied: boolean
  /** Why the last edit was not made. */
  refused: string
  edit(edits: FieldEdit[]): void
  apply(): void
}

/** Real ms after the last edit until the cluster is run ahead with it. */
const LOOK_AFTER_MS = 400

export function useManifest(ref: ObjectRef | undefined): Manifest {
  const session = useSession()
  const { tools, objects } = session
  const store = filesOf(session)
  const { files, current } = useStore(store)
  const [held, setHeld] = useState<{ of: ObjectRef; id: number | undefined; value: unknown }>()
  const [refused, setRefused] = useState('')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (!ref || !tools) return
    let isCurrent = true
    const ordered = [...files].sort((a, b) => Number(b.id === current) - Number(a.id === current))
    void manifestOf(ordered, tools, ref).then(async (found) => {
      const value = found ? found.value : await liveObject(objects, ref)
      if (isCurrent) setHeld({ of: ref, id: found?.file.id, value })
    })
    return () => {
      isCurrent = false
    }
  }, [ref, files, current, tools, objects])
  useEffect(() => () => clearTimeout(timer.current), [])
  const shown = held?.of === ref ? held : undefined
  const id = shown?.id
  const file = files.find((each) => each.id === id)
  const edit = useCallback(
    (edits: FieldEdit[]) => {
      if (!tools || !ref || id === undefined) return
      // Apply is of the file that is shown.
      store.setState({ current: id })
      void editFile(store, tools, id, { object: ref }, edits).then(({ refused: why = '', text }) => {
        setRefused(why)
        clearTimeout(timer.current)
        if (!why) timer.current = setTimeout(() => void lookAhead(session, text).catch(() => undefined), LOOK_AFTER_MS)
      })
    },
    [session, store, tools, ref, id],
  )
  return {
    value: shown?.value,
    fileName: file?.name,
    isUnapplied: file !== undefined && file.text !== file.applied,
    refused,
    edit,
    apply() {
      if (id === undefined) return
      clearTimeout(timer.current)
      store.setState({ current: id })
      void applyCurrent(store, session)
    },
  }
}
