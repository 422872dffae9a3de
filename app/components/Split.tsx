/**
 * Two panes with a line between them that moves: by pointer, by arrow keys, Home and End; a double click brings the beginning back.
 * Style alone holds the bounds (one pane has a size, the other takes the rest), so nothing is measured until somebody moves the line.
 */
import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useId,
  useRef,
  useState,
} from 'react'

export interface SplitProps {
  /** What lies beside the line: `row` is side by side, `column` above each other. */
  along: 'row' | 'column'
  /** Which of the two has a size of its own. */
  sized: 'first' | 'last'
  /** To begin with: CSS pixels, or a part of all (`50%`). Another one takes the place of what was moved. */
  size: number | `${number}%`
  /** CSS pixels below which the sized pane, and the other one, never go while there is room. */
  min: number
  rest: number
  /** What the line is for, to be read out. */
  label: string
  first: ReactNode
  last: ReactNode
}

const STEP = 24

export function Split({ along, sized, size, min, rest, label, first, last }: SplitProps) {
  const id = useId()
  const root = useRef<HTMLDivElement>(null)
  const line = useLine({ along, sized, size, min, rest }, root)
  const pane = (which: 'first' | 'last', content: ReactNode) => (
    <div {...(sized === which ? { id, className: 'split-pane sized' } : { className: 'split-pane' })}>{content}</div>
  )
  const style = { '--size': cssSize(line.size), '--min': `${min}px`, '--rest': `${rest}px` } as CSSProperties
  return (
    <div ref={root} className={`split-panes by-${along}`} style={style}>
      {pane('first', first)}
      <div
        role="separator"
        tabIndex={0}
        className="hairline"
        aria-label={label}
        aria-controls={id}
        aria-orientation={along === 'row' ? 'vertical' : 'horizontal'}
        aria-valuenow={line.percent}
        {...line.handlers}
      />
      {pane('last', last)}
    </div>
  )
}

const cssSize = (size: SplitProps['size']): string => (typeof size === 'number' ? `${size}px` : size)

type Bounds = Pick<SplitProps, 'along' | 'sized' | 'size' | 'min' | 'rest'>

/** Where the line is, and what moves it. */
function useLine({ along, sized, size, min, rest }: Bounds, root: { current: HTMLDivElement | null }) {
  const [moved, setMoved] = useState({ from: size, to: size, percent: 50 })
  const now = moved.from === size ? moved : { from: size, to: size, percent: 50 }
  const towards = sized === 'first' ? 1 : -1
  const moveTo = (wanted: (is: number, all: number) => number) => {
    const { is, all } = measure(root.current, along)
    const to = Math.round(Math.max(min, Math.min(wanted(is, all), all - rest)))
    setMoved({ from: size, to, percent: Math.round((to / Math.max(1, all)) * 100) })
  }
  const grip = useRef<number>(undefined)
  const at = (event: PointerEvent) => (along === 'row' ? event.clientX : event.clientY)
  const letGo = () => {
    grip.current = undefined
  }
  return {
    size: now.to,
    percent: now.percent,
    handlers: {
      onDoubleClick: () => setMoved({ from: size, to: size, percent: 50 }),
      onPointerDown: (event: PointerEvent) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        // Where the line was taken: it stays under the pointer, also when that went beyond a bound.
        grip.current = measure(root.current, along).is - towards * at(event)
      },
      onPointerMove: (event: PointerEvent) => {
        const { current } = grip
        if (current !== undefined) moveTo(() => current + towards * at(event))
      },
      onPointerUp: letGo,
      onPointerCancel: letGo,
      onKeyDown: (event: KeyboardEvent) => {
        const [less, more] = along === 'row' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
        const first = { [more as string]: STEP, [less as string]: -STEP }[event.key]
        if (first !== undefined) moveTo((is) => is + towards * first)
        else if (event.key === 'Home') moveTo((_, all) => (sized === 'first' ? min : all))
        else if (event.key === 'End') moveTo((_, all) => (sized === 'first' ? all : min))
        else return
        event.preventDefault()
      },
    },
  }
}

/** CSS pixels of the sized pane and of all. */
function measure(root: HTMLDivElement | null, along: 'row' | 'column'): { is: number; all: number } {
  const extent = (element: Element | null | undefined) =>
    (along === 'row' ? element?.getBoundingClientRect().width : element?.getBoundingClientRect().height) ?? 0
  return { is: extent(root?.querySelector(':scope > .sized')), all: extent(root) }
}
