/** `authorizer` in expressions: asks who may do what. Source: apiserver pkg/cel/library/authz.go. */
import type { Environment } from '@marcbachmann/cel-js'
import { askedFields, askedLabels, type AskedSelectors } from '../askedselectors.ts'
import type { Attributes, Authorizer, Verdict } from '../authorization.ts'
import { serviceAccountGroups, type User } from '../user.ts'

/** The resource that a request is about, as a check begins with it. */
export type AskedResource = Pick<Attributes, 'group' | 'resource' | 'subresource' | 'namespace' | 'name'> &
  AskedSelectors

const NOTHING: Omit<Attributes, 'user' | 'verb'> = {
  isResource: true,
  group: '',
  version: '*',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
  path: '',
}

// What they hold is private: whoever measures the values of an expression must not count a cluster.

/** Who asks, and who answers. */
export class CelAuthorizer {
  readonly #answers: () => Authorizer
  readonly #user: User
  readonly #asked: AskedResource

  constructor(answers: () => Authorizer, user: User, asked: AskedResource) {
    this.#answers = answers
    this.#user = user
    this.#asked = asked
  }

  get requestResource(): CelResourceCheck {
    return this.resource(this.#asked)
  }

  resource(of: Partial<AskedResource>): CelResourceCheck {
    return new CelResourceCheck((attributes) => this.#ask({ ...attributes, isResource: true }), of)
  }

  path(path: string): CelPathCheck {
    return new CelPathCheck((verb) => this.#ask({ verb, path, isResource: false }))
  }

  as(namespace: string, name: string): CelAuthorizer {
    const user = { name: `system:serviceaccount:${namespace}:${name}`, groups: serviceAccountGroups(namespace) }
    return new CelAuthorizer(this.#answers, user, this.#asked)
  }

  #ask(part: Partial<Attributes>): CelDecision {
    return new CelDecision(this.#answers().authorize({ ...NOTHING, verb: '', ...part, user: this.#user }))
  }
}

class CelGroupCheck {
  readonly #resource: (resource: string) => CelResourceCheck

  constructor(authorizer: CelAuthorizer, group: string) {
    this.#resource = (resource) => authorizer.resource({ group, resource })
  }

  resource(resource: string): CelResourceCheck {
    return this.#resource(resource)
  }
}

class CelResourceCheck {
  readonly #ask: (attributes: Partial<Attributes>) => CelDecision
  readonly #of: Partial<AskedResource>

  constructor(ask: (attributes: Partial<Attributes>) => CelDecision, of: Partial<AskedResource>) {
    this.#ask = ask
    this.#of = of
  }

  with(part: Partial<AskedResource>): CelResourceCheck {
    return new CelResourceCheck(this.#ask, { ...this.#of, ...part })
  }

  check(verb: string): CelDecision {
    return this.#ask({ ...this.#of, verb })
  }
}

class CelPathCheck {
  readonly #ask: (verb: string) => CelDecision

  constructor(ask: (verb: string) => CelDecision) {
    this.#ask = ask
  }

  check(verb: string): CelDecision {
    return this.#ask(verb)
  }
}

class CelDecision {
  readonly #verdict: Verdict

  constructor(verdict: Verdict) {
    this.#verdict = verdict
  }

  get verdict(): Verdict {
    return this.#verdict
  }
}

const A = 'kubernetes.authorization.Authorizer'
const GROUP = 'kubernetes.authorization.GroupCheck'
const RESOURCE = 'kubernetes.authorization.ResourceCheck'
const PATH = 'kubernetes.authorization.PathCheck'
const DECISION = 'kubernetes.authorization.Decision'

/** Teaches an environment the types and their functions. */
export function registerAuthorizer(env: Environment): void {
  env.registerType(DECISION, { ctor: CelDecision, fields: {} })
  env.registerType(PATH, { ctor: CelPathCheck, fields: {} })
  env.registerType(RESOURCE, { ctor: CelResourceCheck, fields: {} })
  env.registerType(GROUP, { ctor: CelGroupCheck, fields: {} })
  env.registerType(A, { ctor: CelAuthorizer, fields: { requestResource: RESOURCE } })
  env.registerFunction(
    `${A}.group(string): ${GROUP}`,
    (who: CelAuthorizer, group: string) => new CelGroupCheck(who, group),
  )
  env.registerFunction(`${A}.path(string): ${PATH}`, (who: CelAuthorizer, path: string) => {
    if (path === '') throw new Error('path must not be empty')
    return who.path(path)
  })
  env.registerFunction(
    `${A}.serviceAccount(string, string): ${A}`,
    (who: CelAuthorizer, namespace: string, name: string) => who.as(namespace, name),
  )
  env.registerFunction(`${GROUP}.resource(string): ${RESOURCE}`, (of: CelGroupCheck, resource: string) =>
    of.resource(resource),
  )
  for (const part of ['subresource', 'namespace', 'name'] as const) {
    env.registerFunction(`${RESOURCE}.${part}(string): ${RESOURCE}`, (of: CelResourceCheck, value: string) =>
      of.with({ [part]: value }),
    )
  }
  env.registerFunction(`${RESOURCE}.fieldSelector(string): ${RESOURCE}`, (of: CelResourceCheck, text: string) =>
    of.with(askedFields(text)),
  )
  env.registerFunction(`${RESOURCE}.labelSelector(string): ${RESOURCE}`, (of: CelResourceCheck, text: string) =>
    of.with(askedLabels(text)),
  )
  env.registerFunction(`${RESOURCE}.check(string): ${DECISION}`, (of: CelResourceCheck, verb: string) => of.check(verb))
  env.registerFunction(`${PATH}.check(string): ${DECISION}`, (of: CelPathCheck, verb: string) => of.check(verb))
  env.registerFunction(`${DECISION}.allowed(): bool`, ({ verdict }: CelDecision) => verdict.allowed)
  env.registerFunction(`${DECISION}.reason(): string`, ({ verdict }: CelDecision) => verdict.reason)
  // Roles that cannot be found are part of the reason here, as RBAC's own authorizer has it.
  env.registerFunction(`${DECISION}.errored(): bool`, () => false)
  env.registerFunction(`${DECISION}.error(): string`, () => '')
}
