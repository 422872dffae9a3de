/**
 * The measurements as one bundle, made by what builds the page: through a loader of TypeScript every closure would carry
 * its name at run time, which costs in hot paths and does not ship. (webernetes can only be loaded bundled, too.)
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** Makes the bundle, hands its path to `run` and removes it after. */
export async function bundled<T>(run: (one: string) => Promise<T>): Promise<T> {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const outDir = mkdtempSync(join(root, 'node_modules', '.bench-'))
  try {
    await build({
      root,
      configFile: false,
      publicDir: false,
      logLevel: 'error',
      ssr: { noExternal: ['@ngrok/webernetes'] },
      build: { ssr: join(root, 'bench', 'one.ts'), outDir, emptyOutDir: true, minify: false, target: 'node20' },
    })
    return await run(join(outDir, 'one.js'))
  } finally {
    rmSync(outDir, { recursive: true, force: true })
  }
}
