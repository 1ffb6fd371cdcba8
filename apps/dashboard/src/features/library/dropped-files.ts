export interface Dropped {
  files: File[]
  /** Names of folders, which a page cannot upload as one. */
  folders: string[]
}

/** What a drag holds. Must be read while the event is handled: afterwards it is gone. */
export function droppedFiles(transfer: DataTransfer): Dropped {
  const dropped: Dropped = { files: [], folders: [] }
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue
    const file = item.getAsFile()
    if (!file) continue
    if (item.webkitGetAsEntry()?.isDirectory) dropped.folders.push(file.name)
    else dropped.files.push(file)
  }
  return dropped
}

export function holdsFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false
}
