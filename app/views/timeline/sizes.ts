/** Sizes of the Timeline that its parts share; CSS pixels. */
export const AXIS_HEIGHT = 24
/** The row of your flags. */
export const YOU_HEIGHT = 34
