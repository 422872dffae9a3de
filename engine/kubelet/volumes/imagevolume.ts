/** Volumes that show what an image holds, read only (KEP-4639). */
import type { Volume } from '../../kinds/types.ts'

/** The image a volume shows; undefined when it shows something else. */
export const imageVolume = (volume: Volume): string | undefined =>
  (volume as { image?: { reference?: string } }).image?.reference
