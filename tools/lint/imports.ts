import type { File, Reported, Visitor } from './house-rule.ts'

/** Reports every import, re-export, dynamic import, import type and `require` whose module name fits. */
export function forbidImports(file: File, name: RegExp): Visitor {
  const check = (source: Reported | null | undefined) => {
    if (source && 'value' in source && typeof source.value === 'string' && name.test(source.value)) file.report(source)
  }
  return {
    ImportDeclaration: (node) => check(node.source),
    ExportNamedDeclaration: (node) => check(node.source),
    ExportAllDeclaration: (node) => check(node.source),
    ImportExpression: (node) => check(node.source),
    TSImportType: (node) => check(node.source),
    CallExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') check(node.arguments[0])
    },
  }
}
