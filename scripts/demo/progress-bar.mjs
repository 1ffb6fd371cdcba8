const width = 30

/** A bar that redraws its line on a terminal, and prints a line for each tenth elsewhere. */
export function progressBar() {
  let lastTenth = -1
  let text = ''
  return {
    /** @param {number} fraction @param {string} label */
    show(fraction, label) {
      const filled = Math.round(fraction * width)
      text = `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${String(Math.round(fraction * 100)).padStart(3)} %  ${label}`
      if (process.stdout.isTTY) return void process.stdout.write(`\r\x1b[K${text}`)
      const tenth = Math.floor(fraction * 10)
      if (tenth > lastTenth) console.log(text)
      lastTenth = Math.max(lastTenth, tenth)
    },
    end() {
      if (process.stdout.isTTY) process.stdout.write('\n')
    },
  }
}
