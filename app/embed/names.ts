import type { ObjectRef } from '../../engine/protocol/object.ts'

/** `Pod/default/web-1`, `Node/node-1`. */
export const objectText = ({ kind, namespace, name }: ObjectRef): string =>
  [kind, namespace, name].filter(Boolean).join('/')
