/** A line from the selected object to another: begun by a button, a key or at its knob; what it may lead to lights up. */
import { type PointerEvent, useEffect, useMemo, useState } from 'react'
import type { GraphBox } from '../../../draw/graph.ts'
import { useSession, useUi } from '../../../session/context.tsx'
import type { Line } from './Connect.tsx'
import { canConnect } from './relations.ts'

export interface Connecting {
  /** Something is selected that a line can begin at. */
  canBegin: boolean
  begin(): void
  end(): void
  /** Keys of boxes the line may lead to; none while no line is drawn. */
  targets: ReadonlySet<string>
  /** Ends the line at a box. */
  draw(key: string): void
  /** The line that was drawn, until it is written or dropped. */
  line: Line | undefined
  /** The pointer takes the knob of the selected box. */
  take(event: PointerEvent, key: string): void
  /** The path that follows the pointer. */
  rope: string | undefined
  pointer: {
    onPointerMove(event: PointerEvent<SVGSVGElement>): void
    onPointerUp(event: PointerEvent<SVGSVGElement>): void
    onPointerCancel(): void
  }
}

const NONE: ReadonlySet<string> = new Set()

export function useConnecting(boxes: readonly GraphBox[], chosen: string): Connecting {
  const { ui, tools } = useSession()
  const isOn = useUi((state) => state.connecting)
  const [line, setLine] = useState<Line>()
  const [rope, setRope] = useState<{ x: number; y: number }>()
  const from = boxes.find(({ key }) => key === chosen)
  const ref = from?.node.missing ? undefined : from?.node.ref
  const possible = useMemo(
    () =>
      new Set(
        ref && tools
          ? boxes.filter(({ node }) => !node.missing && canConnect(ref, node.ref)).map(({ key }) => key)
          : [],
      ),
    [boxes, ref, tools],
  )
  const end = () => {
    ui.setState({ connecting: false })
    setLine(undefined)
    setRope(undefined)
  }
  useEffect(() => {
    if (!isOn && !line) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      ui.setState({ connecting: false })
      setLine(undefined)
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [isOn, line, ui])
  useEffect(() => () => ui.setState({ connecting: false }), [ui])
  const draw = (key: string) => {
    const to = boxes.find((box) => box.key === key)?.node.ref
    ui.setState({ connecting: false })
    if (ref && to) setLine({ from: ref, to })
  }
  return {
    canBegin: possible.size > 0,
    begin() {
      setLine(undefined)
      ui.setState({ connecting: true })
    },
    end,
    targets: isOn ? possible : NONE,
    draw,
    line,
    take(event) {
      if (event.button !== 0 || !from || possible.size === 0) return
      event.stopPropagation()
      setLine(undefined)
      ui.setState({ connecting: true })
      setRope({ x: from.x + from.width, y: from.y + from.height / 2 })
    },
    rope:
      rope && from && `M${from.x + from.width} ${from.y + from.height / 2}L${rope.x.toFixed(1)} ${rope.y.toFixed(1)}`,
    pointer: {
      onPointerMove({ currentTarget, clientX, clientY }) {
        if (!rope) return
        const { left, top } = currentTarget.getBoundingClientRect()
        setRope({ x: clientX - left, y: clientY - top })
      },
      onPointerUp({ clientX, clientY }) {
        if (!rope) return
        setRope(undefined)
        const key = document.elementFromPoint(clientX, clientY)?.closest<SVGGElement>('[data-box]')?.dataset.box
        // Let go over nothing, the ends stay lit: a click on one draws the line, too.
        if (key !== undefined && possible.has(key)) draw(key)
      },
      onPointerCancel: () => setRope(undefined),
    },
  }
}
