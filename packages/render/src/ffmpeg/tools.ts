/** Where FFmpeg is. Made by `locateTools`. */
export interface MediaTools {
  ffmpegPath: string
  ffprobePath: string
  version: string
  /** What stands before the command so that it dies with this process, where the system has that. */
  launcher?: readonly string[]
}
