/** Apache's httpd: as nginx, with its own page and place. */
import type { ImageDefinition, Program } from '../program.ts'
import { nginx } from './nginx.ts'
import { serveFile } from './serving.ts'
import { debianTree, programAt } from './trees.ts'

const program: Program = {
  ...(nginx.program as Program),
  name: 'httpd',
  greeting: () => ["AH00094: Command line: 'httpd -D FOREGROUND'"],
  http: (_state, { path, method }, world) => serveFile(world, '/usr/local/apache2/htdocs', path, method),
}

export const httpd: ImageDefinition = {
  repository: 'httpd',
  hasTag: (tag) => /^(latest|alpine|2(\.\d+){0,2})(-(alpine|bookworm|trixie))?$/.test(tag),
  sizeBytes: 60_000_000,
  program,
  entrypoint: ['httpd-foreground'],
  cmd: [],
  files: [
    ...debianTree(),
    programAt('/usr/local/bin/httpd-foreground', 'httpd'),
    programAt('/usr/local/apache2/bin/httpd', 'httpd'),
    { '/usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n' },
  ],
}
