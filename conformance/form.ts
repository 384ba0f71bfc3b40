/** The hidden fields of the form on the page that goes to this path; of the page's first form where none does. */
export function hiddenFields(html: string, path: string): Record<string, string> {
  const forms = [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gis)].map(([, tag, content]) => ({ action: attribute(tag, 'action'), content }));
  const form = forms.find(({ action }) => action !== undefined && new URL(action, 'http://page').pathname === path) ?? forms[0];
  const inputs = [...(form?.content ?? '').matchAll(/<input\b([^>]*)>/gi)].map(([, tag]) => tag);
  return Object.fromEntries(inputs
    .filter((tag) => attribute(tag, 'type')?.toLowerCase() === 'hidden')
    .map((tag) => [attribute(tag, 'name') ?? '', attribute(tag, 'value') ?? '']));
}

function attribute(tag: string, name: string): string | undefined {
  const found = tag.match(new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i'));
  return found === null ? undefined : unescape(found[1] ?? found[2] ?? found[3]);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (reference, hexadecimal?: string, decimal?: string, name?: string) => {
    if (name !== undefined) {
      return entities[name.toLowerCase()] ?? reference;
    }
    return String.fromCodePoint(hexadecimal === undefined ? Number(decimal) : parseInt(hexadecimal, 16));
  });
}
