export const COLORS = {
  ink: '#1b2733', muted: '#4a5a6a', frame: '#8795a3', card: '#ffffff', network: '#f6f8fa', public: '#e7f1fc', private: '#eaf5ea', isolated: '#f3eef8', group: '#f5fbf5',
  traffic: '#0b5cad', data: '#1f6f3a', out: '#7a4a00',
};

interface TextStyle {
  readonly size?: number; readonly bold?: boolean; readonly color?: string; readonly anchor?: 'start' | 'middle' | 'end';
}
interface BoxStyle {
  readonly fill?: string; readonly stroke?: string; readonly dashed?: boolean; readonly radius?: number;
}
export interface Box {
  readonly x: number; readonly y: number; readonly width: number; readonly height: number;
}

/** A picture that grows as it is drawn. All colors are said, so that it looks the same on a light and on a dark page. */
export class Svg {
  private readonly elements: string[] = [];

  public box({ x, y, width, height }: Box, { fill = COLORS.card, stroke = COLORS.frame, dashed = false, radius = 6 }: BoxStyle = {}): void {
    this.elements.push(`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}"` +
      `${dashed ? ' stroke-dasharray="6 4"' : ''}/>`);
  }

  public text(x: number, y: number, text: string, { size = 13, bold = false, color = COLORS.ink, anchor = 'start' }: TextStyle = {}): void {
    this.elements.push(`<text x="${x}" y="${y}" font-size="${size}" fill="${color}"${bold ? ' font-weight="600"' : ''}` +
      `${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}>${escape(text)}</text>`);
  }

  /** Several lines, the first one bold; returns where the next would stand. */
  public paragraph(x: number, y: number, [title, ...lines]: string[], style: TextStyle = {}): number {
    this.text(x, y, title, { ...style, bold: true });
    lines.forEach((line, i) => this.text(x, y + 18 * (i + 1), line, { size: 12, color: COLORS.muted, ...style }));
    return y + 18 * (lines.length + 1);
  }

  public arrow(points: [number, number][], color: string): void {
    const name = Object.entries(COLORS).find(([, value]) => value === color)![0];
    this.elements.push(`<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2" marker-end="url(#arrow-${name})"/>`);
  }

  public line(x1: number, y1: number, x2: number, y2: number, color = COLORS.frame): void {
    this.elements.push(`<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${color}" stroke-width="1"/>`);
  }

  public render(width: number, height: number, title: string, description: string): string {
    const markers = (['traffic', 'data', 'out'] as const).map((name) => (
      `<marker id="arrow-${name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse">` +
      `<path d="M0 0 10 5 0 10z" fill="${COLORS[name]}"/></marker>`));
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"` +
        ' aria-labelledby="title description" font-family="system-ui, -apple-system, \'Segoe UI\', Roboto, Helvetica, Arial, sans-serif">',
      `<title id="title">${escape(title)}</title>`,
      `<desc id="description">${escape(description)}</desc>`,
      `<defs>${markers.join('')}</defs>`,
      `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10" fill="${COLORS.card}" stroke="${COLORS.frame}"/>`,
      ...this.elements,
      '</svg>', '',
    ].join('\n');
  }
}

/** Lines of words that fit, judged by the average letter of a wide font. */
export function wrap(text: string, width: number, size = 12): string[] {
  const most = Math.floor(width / (size * 0.57));
  return text.split(' ').reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    return last !== undefined && last.length + word.length < most ? [...lines.slice(0, -1), `${last} ${word}`] : [...lines, word];
  }, []);
}

/** The same for a list, none of whose members is broken. */
export function wrapList(members: string[], width: number, size = 12): string[] {
  return wrap(members.map((member) => member.replace(/ /g, NO_BREAK)).join(', '), width, size).map((line) => line.replaceAll(NO_BREAK, ' '));
}

const NO_BREAK = '\u00a0';

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
