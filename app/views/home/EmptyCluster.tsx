/** A new, empty cluster of any size. */
import { type FormEvent, useState } from 'react'
import { formatRoute, MOST_NODES } from '../../session/lesson/route.ts'

export function EmptyCluster() {
  const [nodes, setNodes] = useState('6')
  const open = (event: FormEvent) => {
    event.preventDefault()
    location.hash = formatRoute({ page: 'sandbox', nodes: Number(nodes) })
  }
  return (
    <form className="empty-cluster" onSubmit={open}>
      <label>
        Or an empty one of{' '}
        <input
          type="number"
          min={1}
          max={MOST_NODES}
          required
          value={nodes}
          onChange={(event) => setNodes(event.target.value)}
        />{' '}
        machines
      </label>
      <button type="submit" className="btn sm">
        Open
      </button>
    </form>
  )
}
