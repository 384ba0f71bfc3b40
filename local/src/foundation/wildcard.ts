/** Whether the whole text matches a pattern in which `*` stands for any characters and `?` for one. */
export function matchesWildcard(pattern: string, text: string): boolean {
  // no regular expression: a pattern with many stars must not take exponential time
  let patternAt = 0;
  let textAt = 0;
  let star = -1;
  let resumeAt = 0;
  while (textAt < text.length) {
    if (pattern[patternAt] === '*') {
      star = patternAt++;
      resumeAt = textAt;
    } else if (pattern[patternAt] === '?' || pattern[patternAt] === text[textAt]) {
      patternAt++;
      textAt++;
    } else if (star >= 0) {
      patternAt = star + 1;
      textAt = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[patternAt] === '*') {
    patternAt++;
  }
  return patternAt === pattern.length;
}
