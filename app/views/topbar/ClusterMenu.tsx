/** Which of the learner's clusters this is, whether it is saved, and the menu of all. */
import { useStore } from 'zustand'
import { Icon } from '../../components/Icon.tsx'
import { late } from '../../components/late.tsx'
import { LateMenu } from '../../components/LateMenu.tsx'
import { useSession } from '../../session/context.tsx'
import type { Library } from '../../session/library/library.ts'

const SavedClusters = late(
  () => import('./SavedClusters.tsx').then(({ SavedClusters }) => SavedClusters),
  ({ meanwhile }) => meanwhile,
)

export function ClusterMenu() {
  const { library } = useSession()
  return library ? <Saved library={library} /> : <b>Your cluster</b>
}

function Saved({ library }: { library: Library }) {
  const name = useStore(library.state, (state) => state.name)
  const standing = useStore(library.state, (state) => state.standing)
  return (
    <>
      <LateMenu
        menu={(props) => <SavedClusters {...props} library={library} />}
        className="btn g cluster-name"
        aria-label={`${name}: saved clusters`}
      >
        <b>{name}</b>
        <Icon name="chevron" small />
      </LateMenu>
      {standing !== 'saved' && (
        <span className="quiet">
          {standing === 'full'
            ? 'Storage is full: the latest changes are not saved'
            : 'Not saved: this browser refuses storage'}
        </span>
      )}
    </>
  )
}
