// The few things the engine uses that every host has and the language's own library does not declare.
// Each is synchronous and gives the same answer everywhere; that is the condition for a line here.

declare function structuredClone<T>(value: T): T

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(bytes?: Uint8Array): string
}
