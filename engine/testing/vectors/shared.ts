/** Where the shared folder stands: `DRYDOCK_SHARED`, else `../shared` beside the checkout. */
import { resolve } from 'node:path'

export function sharedFolder(): string {
  return resolve(process.env.DRYDOCK_SHARED ?? new URL('../../../../shared', import.meta.url).pathname)
}
