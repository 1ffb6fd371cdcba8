import { useEffect, useState } from 'react'
import { type Dropped, droppedFiles, holdsFiles } from './dropped-files.ts'

/**
 * Takes files that are dropped anywhere on the page; a drop beside the target would otherwise leave the page for the
 * file. Returns whether files are being dragged over it. `onDrop` must stay the same function.
 */
export function usePageDrop(onDrop: (dropped: Dropped) => void): boolean {
  const [dragging, setDragging] = useState(false)
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!holdsFiles(event.dataTransfer)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
      setDragging(true)
    }
    // Leaving an element for another names the other one; leaving the window names none.
    const leave = (event: DragEvent): void => {
      if (!event.relatedTarget) setDragging(false)
    }
    const drop = (event: DragEvent): void => {
      setDragging(false)
      if (!event.dataTransfer || !holdsFiles(event.dataTransfer)) return
      event.preventDefault()
      onDrop(droppedFiles(event.dataTransfer))
    }
    const listening = new AbortController()
    const { signal } = listening
    window.addEventListener('dragover', over, { signal })
    window.addEventListener('dragleave', leave, { signal })
    window.addEventListener('drop', drop, { signal })
    return () => listening.abort()
  }, [onDrop])
  return dragging
}
