/** The object graph: who owns, selects and needs whom, from left to right; names that nobody bears are drawn too. */
import './graph.css'
import { type PointerEvent, useEffect, useMemo, useState } from 'react'
import { HiddenTree, type TreeLine } from '../../components/HiddenTree.tsx'
import { late } from '../../components/late.tsx'
import { TableForm } from '../../components/TableForm.tsx'
import { type GraphBox, type GraphDrawing, graphDrawing } from '../../draw/graph.ts'
import { plural } from '../../draw/countdown.ts'
import { ask } from '../../hooks/needs.ts'
import { useSelect } from '../../hooks/select.ts'
import { useViewState } from '../../hooks/view-state.ts'
import { useActions, useMirror, useSession, useUi } from '../../session/context.tsx'
import { type Connecting, useConnecting } from './connect/use-connecting.ts'

const Connect = late(
  () => import('./connect/Connect.tsx').then((module) => module.Connect),
  () => <p className="empty">Reading both manifests</p>,
)

export function GraphView() {
  useNeeds()
  const { ui } = useSession()
  const graph = useMirror((mirror) => mirror.graph)
  const table = useUi((state) => state.table)
  const chosen = useUi(({ selected }) => (selected ? `${selected.kind} ${selected.namespace}/${selected.name}` : ''))
  const [alone, setAlone] = useViewState('graph.alone')
  const drawing = useMemo(() => graph && graphDrawing(graph, chosen, alone === 'yes'), [graph, chosen, alone])
  const connecting = useConnecting(drawing?.boxes ?? [], chosen)
  return (
    <div className="view-body">
      <div className="view-tools">
        <span className="i2">
          {graph
            ? `${plural(graph.nodes.length, 'object')}${graph.left > 0 ? `, ${graph.left} more found no room` : ''}`
            : ''}
        </span>
        <span className="sp" />
        <ConnectButton connecting={connecting} chosen={chosen} />
        <button
          type="button"
          className="btn sm g"
          aria-pressed={alone === 'yes'}
          onClick={() => setAlone(alone === 'yes' ? '' : 'yes')}
        >
          Only what is connected
        </button>
        <button type="button" className="btn sm g" aria-pressed={table} onClick={() => ui.setState({ table: !table })}>
          View as table
        </button>
      </div>
      {!drawing || drawing.boxes.length === 0 ? (
        <p className="empty">Nothing applied yet. Apply a manifest, and what hangs together is drawn here.</p>
      ) : table ? (
        <GraphTable drawing={drawing} />
      ) : (
        <Picture drawing={drawing} chosen={chosen} connecting={connecting} />
      )}
      {connecting.line && (
        <Connect
          key={`${connecting.line.from.kind} ${connecting.line.from.name} ${connecting.line.to.kind} ${connecting.line.to.name}`}
          line={connecting.line}
          close={connecting.end}
        />
      )}
    </div>
  )
}

function useNeeds(): void {
  const actions = useActions()
  const booted = useMirror((mirror) => mirror.booted)
  const namespace = useUi((ui) => ui.namespace)
  const unmentioned = useUi((ui) => ui.connecting)
  useEffect(() => {
    if (booted) ask(actions, { graph: { namespace, unmentioned } })
  }, [actions, booted, namespace, unmentioned])
  useEffect(() => () => ask(actions, { graph: undefined }), [actions])
}

interface PictureProps {
  drawing: GraphDrawing
  chosen: string
  connecting: Connecting
}

function Picture({ drawing, chosen, connecting }: PictureProps) {
  const select = useSelect()
  const [focused, setFocused] = useState('')
  const choose = (key: string) => {
    const box = drawing.boxes.find((each) => each.key === key)
    if (!box || box.node.missing) return
    if (connecting.targets.has(key)) connecting.draw(key)
    else select(box.node.ref)
  }
  return (
    <div className="view-floor" tabIndex={0} role="group" aria-label="Drawing of the objects">
      <HiddenTree
        label={
          connecting.targets.size > 0
            ? `Ends of a line from ${chosen}. Enter draws it.`
            : 'Objects and what they own, select and need. Enter selects.'
        }
        lines={linesOf(drawing, connecting.targets)}
        onSelect={(key) => choose(targetOf(key))}
        onFocus={(key) => setFocused(targetOf(key))}
      />
      <svg
        className="graph-picture"
        width={drawing.width}
        height={drawing.height}
        role="img"
        aria-label={`${drawing.boxes.length} objects, ${drawing.lines.length} relations; the tree and the table have them one by one`}
        {...connecting.pointer}
      >
        {drawing.columns.map(({ title, x }) => (
          <text key={title} className="column" x={x} y={26}>
            {title}
          </text>
        ))}
        {drawing.lines.map((line) => (
          <path
            key={line.key}
            className={`edge ${line.relation.replace(' ', '-')}${line.lit ? '' : ' dim'}`}
            d={line.path}
          >
            <title>{`${line.from} ${line.relation} ${line.to}`}</title>
          </path>
        ))}
        {drawing.boxes.map((box) => (
          <Box
            key={box.key}
            box={box}
            state={box.key === chosen ? 'chosen' : box.key === focused ? 'focused' : ''}
            choose={choose}
            isTarget={connecting.targets.has(box.key)}
            canBegin={connecting.canBegin}
            onTake={connecting.take}
          />
        ))}
        {connecting.rope && <path className="rope" d={connecting.rope} />}
      </svg>
    </div>
  )
}

interface BoxProps {
  box: GraphBox
  state: string
  choose(key: string): void
  /** A line that is being drawn may end here. */
  isTarget: boolean
  /** A line may begin here. */
  canBegin: boolean
  onTake(event: PointerEvent, key: string): void
}

function Box({ box, state, choose, isTarget, canBegin, onTake }: BoxProps) {
  const { key, node, x, y, width, height, lit } = box
  const kinds = `box${node.missing ? ' missing' : ''}${node.trouble ? ' trouble' : ''}${lit || isTarget ? '' : ' dim'}${isTarget ? ' target' : ''} ${state}`
  return (
    // The tree above is the keyboard's way.
    <g className={kinds} transform={`translate(${x} ${y})`} data-box={key} onClick={() => choose(key)}>
      {node.more > 0 && <rect className="behind" x={4} y={4} width={width} height={height} rx={3} />}
      <rect width={width} height={height} rx={3} />
      <text className="kind" x={9} y={16}>
        {`${node.ref.kind}${node.more > 0 ? ` and ${node.more} more` : ''}`}
      </text>
      {node.note && (
        <text className="note" x={width - 9} y={16} textAnchor="end">
          {node.missing ? '✕ not there' : node.note}
        </text>
      )}
      <text className="name" x={9} y={33}>
        {shortened(node.ref.name, NAME_ROOM)}
      </text>
      {canBegin && state === 'chosen' && (
        <circle className="knob" cx={width} cy={height / 2} r={6} onPointerDown={(event) => onTake(event, key)}>
          <title>Draw a line from here</title>
        </circle>
      )}
      <title>{`${node.ref.kind} ${node.ref.namespace ? `${node.ref.namespace}/` : ''}${node.ref.name}`}</title>
    </g>
  )
}

/** Characters a box has room for. */
const NAME_ROOM = 23

/** The end of a long name is what tells it from its siblings. */
const shortened = (name: string, room: number) => (name.length > room ? `…${name.slice(1 - room)}` : name)

/** A relation's line stands under its object and leads to the other end. */
const targetOf = (key: string) => key.split('→').at(-1) ?? key

/** While a line is drawn, the objects it may end at and no others. */
function linesOf({ boxes, lines }: GraphDrawing, targets: ReadonlySet<string>): TreeLine[] {
  if (targets.size > 0)
    return boxes.filter(({ key }) => targets.has(key)).map(({ key }) => ({ key, level: 1, name: key }))
  return boxes.flatMap(({ key, node }) => [
    {
      key,
      level: 1,
      name: `${key}${node.note ? `, ${node.note}` : ''}${node.more > 0 ? `, and ${node.more} more` : ''}`,
    },
    ...lines
      .filter(({ from }) => from === key)
      .map(({ to, relation }) => ({ key: `${key} ${relation}→${to}`, level: 2, name: `${relation} ${to}` })),
  ])
}

function ConnectButton({ connecting, chosen }: { connecting: Connecting; chosen: string }) {
  if (!connecting.canBegin) return null
  return (
    <button
      type="button"
      className="btn sm g"
      aria-pressed={connecting.targets.size > 0}
      aria-label={`Connect ${chosen} to…`}
      title="Draw a selector, mount or affinity"
      onClick={connecting.targets.size > 0 ? connecting.end : connecting.begin}
    >
      Connect to…
    </button>
  )
}

function GraphTable({ drawing }: { drawing: GraphDrawing }) {
  return (
    <TableForm caption="Objects and their relations" titles={['Object', 'Stands', 'Relation', 'To']}>
      {drawing.boxes.flatMap(({ key, node }) => {
        const own = drawing.lines.filter(({ from }) => from === key)
        return (own.length > 0 ? own : [undefined]).map((line, i) => (
          <tr key={line?.key ?? key}>
            <th scope="row">{i === 0 ? key : ''}</th>
            <td>{i === 0 ? node.note : ''}</td>
            <td>{line?.relation ?? ''}</td>
            <td>{line?.to ?? ''}</td>
          </tr>
        ))
      })}
    </TableForm>
  )
}
