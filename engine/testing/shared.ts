/** Where the conformance vectors and recordings stand: beside the checkout, and never inside it. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/**
 * @returns the folder named by DRYDOCK_SHARED, else `shared` beside the checkout; undefined when there is none: a test then
 *   says what it skips
 * @throws when DRYDOCK_SHARED names a folder that does not exist: somebody meant to run with it
 */
export function sharedDir(): string | undefined {
  const named = process.env.DRYDOCK_SHARED
  if (named && !existsSync(named)) throw new Error(`DRYDOCK_SHARED=${named} does not exist`)
  if (named) return named
  const beside = join(dirname(checkout), 'shared')
  return existsSync(beside) ? beside : undefined
}
