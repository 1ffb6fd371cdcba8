import type { Asset } from '@cronicl/client'

/** What the next film is made of: pictures and videos in their order, and one sound at most. */
export interface Picks {
  shots: readonly Asset[]
  song: Asset | null
}

export type PickAction = { type: 'toggle'; asset: Asset } | { type: 'move'; id: string; by: -1 | 1 } | { type: 'clear' }

export const noPicks: Picks = { shots: [], song: null }

export function pick(picks: Picks, action: PickAction): Picks {
  switch (action.type) {
    case 'clear':
      return noPicks
    case 'move':
      return { ...picks, shots: moved(picks.shots, action.id, action.by) }
    case 'toggle':
      return toggled(picks, action.asset)
  }
}

function toggled({ shots, song }: Picks, asset: Asset): Picks {
  if (asset.type === 'audio') return { shots, song: song?.id === asset.id ? null : asset }
  const rest = shots.filter(({ id }) => id !== asset.id)
  return { shots: rest.length < shots.length ? rest : [...shots, asset], song }
}

function moved(shots: readonly Asset[], id: string, by: -1 | 1): readonly Asset[] {
  const from = shots.findIndex((shot) => shot.id === id)
  const shot = shots[from]
  const to = from + by
  if (!shot || to < 0 || to >= shots.length) return shots
  return shots.toSpliced(from, 1).toSpliced(to, 0, shot)
}
