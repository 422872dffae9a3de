/** A program that cannot be read, or a value it does not fit. */
export class JqError extends Error {}
