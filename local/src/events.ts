import { AccessRecord } from './iam/access-record';
import { OwnAnswer } from './load-balancer/reverse-proxy';
import { TargetState } from './load-balancer/target';

/** One server of the kit, as its pages and its load balancer know it. */
export interface ServerDescription {
  /** Its instance id or task id. */
  readonly name: string;
  /** Path of its service. */
  readonly service: string;
  readonly port: number;
  /** The server itself, past the load balancer. */
  readonly url: string;
  readonly zone: string;
  readonly pid: number;
  readonly state: TargetState;
}

export interface KitEvents {
  'server-started': [server: ServerDescription];
  'server-healthy': [server: ServerDescription];
  'server-unhealthy': [server: ServerDescription, reason: string];
  /** A server ended without having been asked to; `how` says it in words: `exit code 1`, `signal SIGKILL`. */
  'server-died': [server: ServerDescription, how: string, pauseMilliseconds: number];
  /** The replacement of a server has become healthy. */
  'server-replaced': [server: ServerDescription, replacement: ServerDescription];
  /** A replacement ended before it was healthy, or could not be started. */
  'replacement-failed': [reason: string, pauseMilliseconds: number];
  /** The load balancer has answered itself, or has cut an answer short. */
  'own-answer': [answer: OwnAnswer];
  /** A line of a server's own output. */
  'output': [server: string, line: string];
  'access': [record: AccessRecord];
  /** A call that the policy denied, each time. */
  'denied': [record: AccessRecord];
  /** An item that time to live has deleted. */
  'expired': [table: string, key: unknown];
}
