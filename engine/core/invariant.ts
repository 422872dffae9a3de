/** Assertions that stay on in production: a broken invariant stops the run before it lies to anyone. */

/** Raised when the engine contradicts itself; never for bad input. */
export class InvariantError extends Error {
  override name = 'InvariantError'
}

/** Throws an InvariantError saying `what` unless `holds`. */
export function invariant(holds: unknown, what: string): asserts holds {
  if (!holds) throw new InvariantError(what)
}
