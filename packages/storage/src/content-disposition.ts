/**
 * `Content-Disposition: attachment` for a name in any script (RFC 6266): an ASCII stand-in for old clients and the real
 * name as `filename*`. Path separators, control characters and marks that turn the writing direction are replaced.
 */
export function attachment(name: string): string {
  const safe = name
    .replace(/[\p{Cc}/\\\u202a-\u202e\u2066-\u2069]/gu, '_')
    .slice(0, 150)
    .toWellFormed()
  const ascii = safe.replace(/[^\x20-\x7e]|["%]/g, '_')
  const encoded = encodeURIComponent(safe).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
