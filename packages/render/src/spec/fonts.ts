/** What replaces a font that is not installed, and draws text that names none. */
export const fallbackFont = 'DejaVu Sans'
/** Names that fontconfig always answers. */
export const genericFonts: readonly string[] = ['dejavu sans', 'sans', 'sans-serif', 'serif', 'monospace']
