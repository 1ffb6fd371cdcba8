import { houseRule } from './house-rule.ts'
import { isOutside, isTest } from './places.ts'

const key = /^(media|incoming|private)\//

/** (e) Object keys are spelled in packages/storage/src/keys.ts and nowhere else. */
export const noSpelledObjectKey = houseRule(
  'Object keys are spelled in packages/storage/src/keys.ts: call `keys.…` from @cronicl/storage, or add the new kind of key there.',
  (file) => {
    if (file.path === 'packages/storage/src/keys.ts' || isOutside(file.path) || isTest(file.path)) return undefined
    return {
      Literal(node) {
        if (typeof node.value === 'string' && key.test(node.value)) file.report(node)
      },
      TemplateLiteral(node) {
        if (key.test(node.quasis[0]?.value.cooked ?? '')) file.report(node)
      },
    }
  },
)
