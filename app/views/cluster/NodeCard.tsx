/** A node: frame and glyph by verdict, two resource bars, and its Pods. */
import { memo } from 'react'
import type { NodeRow } from '../../../engine/protocol/batch.ts'
import { Bar } from '../../components/Bar.tsx'
import { Icon } from '../../components/Icon.tsx'
import { NodeGlyph } from '../../components/NodeGlyph.tsx'
import { nodeVerdict, taintWords } from '../../draw/names.ts'
import { capacityText, resourceBar } from '../../draw/resource-bar.ts'
import { useUi } from '../../session/context.tsx'
import { NodePods } from './NodePods.tsx'

export const NodeCard = memo(function NodeCard({ node }: { node: NodeRow }) {
  const verdict = nodeVerdict(node)
  const taints = taintWords(node).join(' · ')
  const selected = useUi((ui) => ui.selected?.kind === 'Node' && ui.selected.name === node.name)
  return (
    <article className={`node ${verdict.kind}${selected ? ' selected' : ''}`} data-mark={`node:${node.id}`}>
      <header>
        <span className="node-name">
          <b>{node.name}</b> <span>{capacityText(node.cpuMilli, node.memoryBytes)}</span>
        </span>
        <span className="node-more" data-menu="">
          <Icon name="dots" small />
        </span>
        <NodeGlyph kind={verdict.kind} words={verdict.words} />
      </header>
      {taints && (
        <p className="node-taints" title={taints}>
          {taints}
        </p>
      )}
      <Bar name="cpu" bar={resourceBar(node.cpuMilli, node.cpuRequestedMilli, node.cpuUsedMilli, 'cpu')} />
      <Bar name="mem" bar={resourceBar(node.memoryBytes, node.memoryRequestedBytes, node.memoryUsedBytes, 'memory')} />
      <NodePods node={node.id} name={node.name} />
    </article>
  )
})
