/** Where FFmpeg is. Made by `locateTools`. */
export interface MediaTools {
  ffmpegPath: string
  ffprobePath: string
  version: string
  /** What stands before the command so that it dies with this process and keeps within bounds; see `findLauncher`. */
  launcher?: readonly string[]
}
