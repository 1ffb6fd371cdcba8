import type { File, Reported, Visitor } from './house-rule.ts'

interface Import {
  /** The module's name as it is written. */
  name: string
  /** Nothing of it is there at run time. */
  isType: boolean
}

/** Shows every import, re-export, dynamic import, import type and `require` to `judge`, which answers with what is wrong with it, if anything. */
export function judgeImports(file: File, judge: (imported: Import) => string | undefined): Visitor {
  const check = (source: Reported | null | undefined, isType = false) => {
    if (!source || !('value' in source) || typeof source.value !== 'string') return
    const wrong = judge({ name: source.value, isType })
    if (wrong) file.report(source, wrong)
  }
  return {
    ImportDeclaration: (node) =>
      check(
        node.source,
        node.importKind === 'type' ||
          (node.specifiers.length > 0 && node.specifiers.every((it) => 'importKind' in it && it.importKind === 'type')),
      ),
    ExportNamedDeclaration: (node) => check(node.source, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => check(node.source, node.exportKind === 'type'),
    ImportExpression: (node) => check(node.source),
    TSImportType: (node) => check(node.source, true),
    CallExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') check(node.arguments[0])
    },
  }
}

/** Reports every import whose module name fits, types included. */
export function forbidImports(file: File, name: RegExp, message: string): Visitor {
  return judgeImports(file, (imported) => (name.test(imported.name) ? message : undefined))
}
