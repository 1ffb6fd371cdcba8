import type { Story } from '../../model.ts'
import { writeStoryJson } from '../json/write-story-json.ts'

/** The whole story with its ids replaced by the order of its rows: equal for stories that differ in their ids alone. */
export function storyShape(story: Story): Record<string, unknown> {
  const json = JSON.parse(writeStoryJson(story)) as Record<string, Record<string, unknown>[]>
  const ids = new Map<unknown, string>()
  for (const table of ['nodes', 'branches', 'elements', 'facts']) {
    json[table]?.forEach((row, index) => ids.set(row.id, `${table} ${index}`))
  }
  for (const table of ['nodes', 'branches', 'elements', 'facts']) {
    for (const row of json[table] ?? []) {
      for (const field of ['id', 'parentId', 'mergedNodeId', 'trashId', 'headNodeId', 'nodeId']) {
        if (typeof row[field] === 'string') row[field] = ids.get(row[field]) ?? `dangling ${row[field]}`
      }
    }
  }
  return json
}
