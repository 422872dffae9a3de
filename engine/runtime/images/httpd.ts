/** Apache's httpd: as nginx, with its own page. */
import type { ImageDefinition } from '../program.ts'
import { nginx } from './nginx.ts'

export const httpd: ImageDefinition = {
  repository: 'httpd',
  hasTag: (tag) => /^(latest|alpine|2(\.\d+){0,2})(-(alpine|bookworm|trixie))?$/.test(tag),
  sizeBytes: 60_000_000,
  program: {
    ...nginx.program,
    greeting: () => ["AH00094: Command line: 'httpd -D FOREGROUND'"],
    http: (state, { path }) =>
      path === '/'
        ? { status: 200, body: '<html><body><h1>It works!</h1></body></html>\n', turn: { state } }
        : { status: 404, body: '404 Not Found\n', turn: { state } },
  },
}
