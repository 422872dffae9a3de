/** A template that cannot be read or carried out. */
export class TemplateError extends Error {}
