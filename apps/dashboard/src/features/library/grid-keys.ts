import type { KeyboardEvent } from 'react'

const keys = new Set(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'])

/** Moves the focus between the checkboxes of a grid, as its rows and columns stand on the screen. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (!keys.has(event.key) || event.altKey || event.ctrlKey || event.metaKey) return
  const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input[type=checkbox]')]
  const at = boxes.findIndex((box) => box === event.target)
  if (at < 0) return
  const next = boxes[neighbour(event.key, at, boxes.length, columnsOf(event.currentTarget))]
  event.preventDefault()
  next?.focus()
}

/** The place that a key leads to; one outside of the grid when there is none in that direction. */
export function neighbour(key: string, at: number, count: number, columns: number): number {
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key] ?? 0
  return at + step
}

function columnsOf(grid: HTMLElement): number {
  return getComputedStyle(grid).gridTemplateColumns.split(' ').length
}
