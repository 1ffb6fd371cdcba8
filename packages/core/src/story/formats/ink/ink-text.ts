// Everything that ink gives a meaning to anywhere in a line. A slash too: comments are cut out before escapes are read.
const marks = /[\\{}|~*+\-=#<>[\]/()]/g
const keyword = /^(?:VAR|CONST|LIST|INCLUDE|EXTERNAL|TODO|else|return|temp|function)\b/

/**
 * `line` as plain text in ink, whatever it holds. ink itself takes away white space around it and puts one space for
 * more. https://github.com/inkle/ink/blob/master/Documentation/WritingWithInk.md
 */
export function inkText(line: string): string {
  const escaped = line.trim().replace(/\s+/g, ' ').replace(marks, '\\$&')
  return keyword.test(escaped) ? `\\${escaped}` : escaped
}
