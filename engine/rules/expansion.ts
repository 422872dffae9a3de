/** References to variables in commands, arguments and environment values. Source: kubelet, third_party/forked/golang/expansion. */

/** `$(NAME)` becomes the variable's value, or stays when there is none; `$$` is a dollar sign that starts no reference. */
export function expandVariables(text: string, valueOf: (name: string) => string | undefined): string {
  if (!text.includes('$')) return text
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (all, name: string | undefined) =>
    name === undefined ? '$' : (valueOf(name) ?? all),
  )
}
