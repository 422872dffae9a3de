/** The first write that is not the same on both lines, and the first that is nobody's own doing. */
import type { CauseLink, Divergence } from '../../../engine/protocol/time.ts'
import { clockText } from '../../draw/clock-text.ts'
import { useMirror, useSession } from '../../session/context.tsx'
import { linkWords } from '../why/words.ts'

export function Parting({ found: { first, consequence }, names }: { found: Divergence; names: [string, string] }) {
  return (
    <dl className="parting">
      <Pair title="They part" pair={first} names={names} />
      <Pair title="First consequence" pair={consequence} names={names} />
    </dl>
  )
}

interface PairProps {
  title: string
  pair: Divergence['first']
  names: [string, string]
}

function Pair({ title, pair, names }: PairProps) {
  const { time } = useSession()
  if (!pair) return null
  const atMs = Math.min(pair.a?.atMs ?? Number.POSITIVE_INFINITY, pair.b?.atMs ?? Number.POSITIVE_INFINITY)
  return (
    <div>
      <dt>
        {`${title} at `}
        <button type="button" className="link" onClick={() => void time?.seek({ atMs })}>
          {`${clockText(atMs).main}${clockText(atMs).millis}`}
        </button>
      </dt>
      {([pair.a, pair.b] as const).map((link, at) => (
        <dd key={names[at]}>
          <b translate="no">{names[at]}</b>
          {': '}
          <Words link={link} />
        </dd>
      ))}
    </div>
  )
}

function Words({ link }: { link: CauseLink | undefined }) {
  const components = useMirror((mirror) => mirror.components)
  if (!link) return <span className="i2">nothing</span>
  const { who, did, object, detail } = linkWords(link, components)
  return (
    <span translate="no">
      {`${who} ${did} `}
      <code>{object}</code>
      {` ${detail}`}
    </span>
  )
}
