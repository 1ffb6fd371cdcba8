import type { StoryNode } from '../../model.ts'
import { uniqueNames } from '../unique-names.ts'

const nameMax = 60
const reserved =
  'and const divert done else end external false function has hasnt include list mod not or ref return temp todo true var'

/** A knot name for each node, by its id: the title in ASCII letters, digits and underscores, no two alike. */
export function knotNames(nodes: readonly StoryNode[]): Map<string, string> {
  const names = uniqueNames(nameMax, reserved.split(' '), (n) => `_${n}`)
  return new Map(nodes.map((node) => [node.id, names.take(identifier(node.title))]))
}

function identifier(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  const name = words.filter((word) => word !== '').join('_')
  if (name === '') return 'node'
  return /^\d/.test(name) ? `node_${name}` : name
}
