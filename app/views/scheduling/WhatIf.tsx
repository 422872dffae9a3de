/** What would change the scheduler's mind: each switch asks it again about a changed Pod. The cluster stays as it is. */
import { useEffect, useState } from 'react'
import type { Placement, Remedy } from '../../../engine/protocol/api.ts'
import { unplaced, VARIANTS } from '../../draw/scheduling.ts'
import { objectPath } from '../../session/requests.ts'
import { useSession } from '../../session/context.tsx'

interface Answer {
  title: string
  text: string
  changed: boolean
}

export function WhatIf({
  namespace,
  name,
  chosen,
  written,
}: {
  namespace: string
  name: string
  chosen: string | undefined
  written: number
}) {
  const { scheduling, objects } = useSession()
  const [answers, setAnswers] = useState<readonly Answer[]>([])
  const [remedies, setRemedies] = useState<readonly Remedy[]>([])
  const [asked, setAsked] = useState<number>()
  useEffect(() => {
    if (!scheduling || !objects || asked === undefined) return
    let late = false
    const ask = async () => {
      const path = objectPath({ apiVersion: 'v1', kind: 'Pod', namespace, name })
      const all = await objects.list(path.slice(0, path.lastIndexOf('/')))
      const found = all.find(({ metadata }) => metadata.name === name)
      if (!found) return
      const pod = unplaced(found as unknown as Parameters<typeof unplaced>[0])
      const usual = await scheduling.place({ manifest: pod })
      const now = placeText(usual)
      const results = [{ title: 'As it is, asked again now', text: now, changed: false }]
      for (const variant of VARIANTS) {
        const manifest = variant.of(pod)
        if (!manifest) continue
        const text = placeText(await scheduling.place({ manifest }))
        results.push({ title: variant.title, text, changed: text !== now })
      }
      if (late) return
      setAnswers(results)
      setRemedies(usual.remedies)
    }
    void ask().catch(
      (error: unknown) =>
        !late && setAnswers([{ title: 'The scheduler could not be asked', text: String(error), changed: false }]),
    )
    return () => {
      late = true
    }
  }, [scheduling, objects, namespace, name, asked])
  if (!scheduling || !objects) return null
  const isOld = asked !== undefined && asked !== written
  return (
    <section className="what-if" aria-label="What would change its mind">
      <h3>What would change its mind?</h3>
      <button type="button" className="btn sm" onClick={() => setAsked(written)}>
        {asked === undefined ? 'Ask the scheduler' : isOld ? 'Ask again' : 'Asked'}
      </button>
      <ul>
        {answers.map(({ title, text, changed }) => (
          <li key={title} className={changed ? 'changed' : undefined}>
            <span>{title}</span>
            <span>{changed && chosen ? `${chosen} → ${text}` : text}</span>
          </li>
        ))}
        {remedies.map((remedy) => (
          <li key={JSON.stringify(remedy)} className="changed">
            <span>{remedyText(remedy)}</span>
            <span>fits</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

const placeText = ({ attempt }: Placement): string => {
  if (attempt.node === undefined) return 'no node fits'
  const total = attempt.nodes?.find(({ node }) => node === attempt.node)?.total
  return total === undefined ? attempt.node : `${attempt.node}, score ${total}`
}

function remedyText(remedy: Remedy): string {
  switch (remedy.kind) {
    case 'request':
      return `Ask for at most ${remedy.atMost} ${remedy.resource}, for ${remedy.node}`
    case 'taint':
      return `Tolerate ${remedy.taints.join(', ')} of ${remedy.node}`
    case 'uncordon':
      return `Uncordon ${remedy.node}`
    case 'label':
      return `Label ${remedy.node} ${Object.entries(remedy.labels)
        .map((pair) => pair.join('='))
        .join(', ')}`
    case 'node':
      return `Add a node like ${remedy.like}`
  }
}
