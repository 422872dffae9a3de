/** Serves the built page for the whole run: at the root and, as an embedding site would, under a path of its own. */
import { existsSync } from 'node:fs'
import { serve } from '../scripts/serve.ts'

/** A build that stands elsewhere: long journeys go on while `dist` is made anew. */
const FOLDER = process.env.DRYDOCK_DIST ?? 'dist'

export const SUB_PATH = '/courses/drydock/'

export default async function servePage() {
  if (!existsSync(`${FOLDER}/index.html`)) throw new Error('No built page: run `npm run build` first')
  const { server, address } = await serve({ folder: FOLDER, port: 0, host: '127.0.0.1', mounts: [SUB_PATH, '/'] })
  // Test workers are started after this and inherit the environment.
  process.env.DRYDOCK_PAGE = address.replace('localhost', '127.0.0.1')
  return () => {
    server.closeAllConnections()
    server.close()
  }
}
