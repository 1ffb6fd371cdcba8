import { houseRule } from './house-rule.ts'
import { isOutside } from './places.ts'

/** The client and the dashboard run on other people's machines and carry nothing of core; their tests turn the clock with fake timers. */
const elsewhere = /^packages\/client\/|^apps\/dashboard\//

/** (b) Time enters the house in packages/core/src/time.ts, so that tests can turn the clock. */
export const noOwnClock = houseRule(
  'Time comes from a Clock: call `ctx.clock.now()` (tests: `manualClock()`), or `monotonicMs()` to measure how long something took; both are in @cronicl/core. `new Date(value)` is fine.',
  (file) => {
    if (file.path === 'packages/core/src/time.ts' || isOutside(file.path) || elsewhere.test(file.path)) return undefined
    return {
      NewExpression(node) {
        if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0)
          file.report(node)
      },
      CallExpression(node) {
        if (node.callee.type === 'Identifier' && node.callee.name === 'Date') file.report(node)
      },
      MemberExpression(node) {
        const isDateNow =
          node.object.type === 'Identifier' &&
          node.object.name === 'Date' &&
          node.property.type === 'Identifier' &&
          node.property.name === 'now'
        if (isDateNow) file.report(node)
      },
    }
  },
)
