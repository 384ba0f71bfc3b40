import { EventEmitter } from 'node:events';
import { KitEvents } from '../events';

const LONGEST_NAME = 19;
const SHORT_NAME = 12;

/** Puts what happens into words for the terminal. */
export function narrate(events: EventEmitter<KitEvents>, log: (line: string, server?: string) => void): void {
  events.on('server-started', ({ name, zone, port }) => log(`server ${name} starts in ${zone}, port ${port}`));
  events.on('server-healthy', ({ name }) => log(`server ${name} is healthy`));
  events.on('server-unhealthy', ({ name }, reason) => log(`server ${name} is unhealthy and gets no requests: ${reason}`));
  events.on('server-died', ({ name }, how, pause) => log(`server ${name} died (${how}), a new one starts ${pauseInWords(pause)}`));
  events.on('server-replaced', (server, replacement) => log(`server ${replacement.name} has replaced ${server.name}`));
  events.on('replacement-failed', (reason, pause) => log(`no replacement yet: ${reason}; trying again ${pauseInWords(pause)}`));
  narrateExpiry(events, log);
  narrateOwnAnswers(events, log);
}

/** A server's own line behind its name; the long names of tasks are cut, as container tools cut them. */
export function outputLine(server: string, line: string): string {
  return `${server.length > LONGEST_NAME ? server.slice(0, SHORT_NAME) : server} | ${line}`;
}

function pauseInWords(pauseMilliseconds: number): string {
  return pauseMilliseconds === 0 ? 'at once' : `in ${pauseMilliseconds / 1000} s`;
}

/** One line for each round of time to live, however many items it has deleted. */
function narrateExpiry(events: EventEmitter<KitEvents>, log: (line: string) => void): void {
  const counts = new Map<string, number>();
  events.on('expired', (table) => {
    if (counts.size === 0) {
      setTimeout(() => {
        counts.forEach((count, name) => log(`expired: ${count} ${count === 1 ? 'item' : 'items'} of table ${name}`));
        counts.clear();
      }, 500).unref();
    }
    counts.set(table, (counts.get(table) ?? 0) + 1);
  });
}

/** The load balancer's own answers, each kind once: one line tells as much as a thousand of a load test. */
function narrateOwnAnswers(events: EventEmitter<KitEvents>, log: (line: string) => void): void {
  const told = new Set<string>();
  events.on('own-answer', ({ status, method, path, reason }) => {
    const kind = `${status} ${reason.replace(/server \S+/, '')}`;
    if (!told.has(kind)) {
      told.add(kind);
      log(`load balancer: ${status} for ${method} ${path}: ${reason}`);
    }
  });
}
