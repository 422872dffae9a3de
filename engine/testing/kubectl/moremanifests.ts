/** Files of the groups of lines that are typed less often. */

export const LIST = `
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: one, labels: {set: x}}
  data: {k: "1"}
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: two, labels: {set: x}}
  data: {k: "2"}
`

/** One of the list, changed. */
export const ONE = `
apiVersion: v1
kind: ConfigMap
metadata: {name: one, labels: {set: x}}
data: {k: "3"}
`
