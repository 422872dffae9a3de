/** Image references: `[host[:port]/]path[:tag][@digest]`. Source: distribution/reference, kubelet applyDefaultImageTag. */

const NAME = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const REFERENCE = new RegExp(
  `^((?:[a-zA-Z0-9][a-zA-Z0-9.-]*(?::\\d+)?/)?${NAME}(?:/${NAME})*)(?::(\\w[\\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$`,
)

export interface ImageReference {
  /** With its host, if it names one; without tag and digest. */
  repository: string
  tag: string | undefined
  digest: string | undefined
}

/** The parts of a reference; undefined when it is not one. */
export function parseImageReference(text: string): ImageReference | undefined {
  const match = REFERENCE.exec(text)
  return match ? { repository: match[1] as string, tag: match[2], digest: match[3] } : undefined
}
