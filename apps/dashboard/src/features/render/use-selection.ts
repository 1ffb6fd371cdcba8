import type { Asset } from '@cronicl/client'
import { useMemo, useReducer } from 'react'
import { type Picks, noPicks, pick } from './selection.ts'

export interface Selection {
  picks: Picks
  count: number
  toggle(asset: Asset): void
  move(id: string, by: -1 | 1): void
  clear(): void
}

export function useSelection(): Selection {
  const [picks, dispatch] = useReducer(pick, noPicks)
  return useMemo(
    () => ({
      picks,
      count: picks.shots.length + (picks.song ? 1 : 0),
      toggle: (asset) => dispatch({ type: 'toggle', asset }),
      move: (id, by) => dispatch({ type: 'move', id, by }),
      clear: () => dispatch({ type: 'clear' }),
    }),
    [picks],
  )
}
