import { houseRule } from './house-rule.ts'
import { isTest } from './places.ts'

/** The client and the dashboard have no logger; what they tell a developer goes to the browser's console. */
const logged = /^packages\/(?!client\/)|^apps\/(server|worker)\//

/** (f) Servers log through the Logger, which knows the request or job and redacts secrets. */
export const noConsole = houseRule(
  'Log with the Logger of the context (`ctx.logger.info({ … }, "message")`): it carries the request or job id and redacts secrets. A command line writes to process.stdout.',
  (file) => {
    if (!logged.test(file.path) || isTest(file.path)) return undefined
    return {
      MemberExpression(node) {
        if (node.object.type === 'Identifier' && node.object.name === 'console') file.report(node)
      },
    }
  },
)
