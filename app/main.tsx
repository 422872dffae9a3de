/** The page's entry: the cluster, or with `?gallery` the bench of marks and components. */
import './styles/tokens.css'
import './styles/base.css'
import './styles/marks.css'
import './styles/stage.css'
import './styles/page.css'
import './styles/views.css'
import './styles/gallery.css'
import { createRoot } from 'react-dom/client'
import { startWorkerEarly } from './session/connection.ts'
import { startTheme } from './theme/theme.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
startTheme()

const gallery = new URLSearchParams(location.search).get('gallery')
if (gallery === null) {
  startWorkerEarly()
  const [{ connect }, { Page }] = await Promise.all([import('./session/connect.ts'), import('./page/Page.tsx')])
  createRoot(root).render(<Page session={connect()} />)
} else {
  const { Gallery } = await import('./gallery/Gallery.tsx')
  createRoot(root).render(<Gallery show={gallery} />)
}
