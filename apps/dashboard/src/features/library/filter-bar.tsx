import { Segments } from '../../ui/segments.tsx'
import type { AssetFilter } from './use-assets.ts'

const choices = [
  { value: 'all', label: 'All' },
  { value: 'image', label: 'Pictures' },
  { value: 'video', label: 'Videos' },
  { value: 'audio', label: 'Sound' },
] as const

export function FilterBar({ value, onChange }: { value: AssetFilter; onChange(filter: AssetFilter): void }) {
  return <Segments legend="Show" isLegendHidden choices={choices} value={value} onChange={onChange} />
}
