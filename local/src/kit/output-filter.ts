import { HealthCheckBlueprint } from '../blueprint/blueprint';

/** Lines of a warning of Node.js that may follow its first one. */
const LONGEST_WARNING = 12;

/** What PHP's own server says about each connection. */
const CONNECTION = /^\[[^\]]+\] \[?[\d.:a-f]+\]?:\d+ (Accepted|Closing)$/;

/** Tells what a server writes for people from what it writes again and again: about health checks, and warnings that others have given. */
export class OutputFilter {
  /** The lines behind the first one of a warning, as the first server has written them. */
  private readonly warnings = new Map<string, string[]>();
  /** Where each server is in a warning: one that is recorded, or one that is left out. */
  private readonly reading = new Map<string, { readonly lines: string[]; readonly isNew: boolean; at: number }>();
  private readonly check?: RegExp;

  constructor(healthCheck: HealthCheckBlueprint | undefined) {
    this.check = healthCheck === undefined ? undefined : RegExp(`\\b(GET|HEAD) ${escaped(healthCheck.path)}(?=[\\s?"]|$)`);
  }

  /** Whether the line is about a health check; one that fails is told by the load balancer. */
  public isAboutHealthCheck(line: string): boolean {
    return CONNECTION.test(line) || this.check?.test(line) === true;
  }

  /** Whether another server has given the same warning. */
  public isRepeated(server: string, line: string): boolean {
    const warning = /^\(node:\d+\) (.*Warning.*)$/.exec(line)?.[1];
    if (warning !== undefined) {
      const known = this.warnings.get(warning);
      const lines = known ?? [];
      this.warnings.set(warning, lines);
      this.reading.set(server, { lines, isNew: known === undefined, at: 0 });
      return known !== undefined;
    }
    return this.isInRepeated(server, line);
  }

  private isInRepeated(server: string, line: string): boolean {
    const reading = this.reading.get(server);
    if (reading === undefined) {
      return false;
    }
    if (reading.isNew && reading.lines.length < LONGEST_WARNING) {
      reading.lines.push(line);
      return false;
    }
    if (!reading.isNew && reading.lines[reading.at++] === line) {
      return true;
    }
    this.reading.delete(server);
    return false;
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
