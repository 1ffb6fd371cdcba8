import { houseRule } from './house-rule.ts'
import { isOutside, isTest } from './places.ts'

/** (a) The environment is read once, in packages/runtime/src/env.ts. */
export const noProcessEnv = houseRule(
  'The environment is read once, in packages/runtime/src/env.ts. Add the variable to its schema and take the value as an argument or from the context.',
  (file) => {
    if (file.path === 'packages/runtime/src/env.ts' || isOutside(file.path) || isTest(file.path)) return undefined
    return {
      MemberExpression(node) {
        const { object, property } = node
        const isProcess =
          (object.type === 'Identifier' && object.name === 'process') ||
          (object.type === 'MemberExpression' &&
            object.property.type === 'Identifier' &&
            object.property.name === 'process')
        const name =
          property.type === 'Identifier' ? property.name : property.type === 'Literal' ? property.value : undefined
        if (isProcess && name === 'env') file.report(node)
      },
      VariableDeclarator(node) {
        const takesEnv =
          node.id.type === 'ObjectPattern' &&
          node.id.properties.some(
            (property) =>
              property.type === 'Property' && property.key.type === 'Identifier' && property.key.name === 'env',
          )
        if (takesEnv && node.init?.type === 'Identifier' && node.init.name === 'process') file.report(node)
      },
      ImportDeclaration(node) {
        if (node.source.value !== 'node:process' && node.source.value !== 'process') return
        for (const specifier of node.specifiers) {
          if (
            specifier.type === 'ImportSpecifier' &&
            specifier.imported.type === 'Identifier' &&
            specifier.imported.name === 'env'
          )
            file.report(specifier)
        }
      },
    }
  },
)
