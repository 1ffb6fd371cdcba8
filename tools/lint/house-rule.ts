import { relative, sep } from 'node:path'
import type { RuleTester } from 'oxlint/plugins-dev'

export type Rule = Parameters<RuleTester['run']>[1]
type Create = NonNullable<Extract<Rule, { create: unknown }>['create']>
type Context = Parameters<Create>[0]
export type Visitor = ReturnType<Create>
export type Reported = Extract<Parameters<Context['report']>[0], { node: unknown }>['node']

export interface File {
  /** Path inside the checkout, with forward slashes. */
  path: string
  /** The source, line by line. */
  lines: string[]
  /** Says the rule's message (or another) at a piece of the source. */
  report(node: Reported, message?: string): void
}

/**
 * A rule of the house: one message that says what to do instead, and a visitor for the files it holds in.
 * @param visit answers `undefined` for a file that the rule leaves alone
 */
export function houseRule(message: string, visit: (file: File) => Visitor | undefined): Rule {
  return {
    meta: { type: 'problem', docs: { description: message } },
    create(context) {
      const path = relative(context.cwd, context.filename).split(sep).join('/')
      const report: File['report'] = (node, other = message) => context.report({ node, message: other })
      return visit({ path, lines: context.sourceCode.lines, report }) ?? {}
    },
  }
}
