/**
 * Calls back once when the process that started this one has gone. npm dies of SIGTERM without passing it on, and so does a shell; the task
 * would go on forever with nobody to stop it.
 * @param {() => void} onGone
 * @returns {() => void} stops watching
 */
export function whenParentGoes(onGone) {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onGone()
  }, 500)
  timer.unref()
  return () => clearInterval(timer)
}
