import { setTimeout as sleep } from 'node:timers/promises';
import { DynamodbError } from '../dynamodb-api/error';
import { Call, DynamodbRequest } from '../dynamodb-api/request';

/** What can be made to go wrong; every field may be changed while the kit runs. */
export interface FaultSettings {
  /** Added to each call that is let through. */
  latencyMilliseconds?: number;
  /** How many calls of a hundred are refused as by a table short of capacity. */
  throttlePercent?: number;
  /** A read that is not strongly consistent, or goes through an index, sees the items as they were so long ago. */
  staleMilliseconds?: number;
  /** How many calls of a hundred get InternalServerError (500). */
  errorPercent?: number;
  /** How many calls of a hundred get no answer: their connection is closed. */
  resetPercent?: number;
  /** Whether all credentials count as expired. */
  credentialsExpired?: boolean;
  /** How far the kit's clock is ahead of the servers'; more than 15 minutes make every signature wrong. */
  clockSkewMilliseconds?: number;
  /** Whether every table has gone. */
  tablesGone?: boolean;
}

/** Thrown where a call gets no answer at all. */
export class ConnectionReset extends Error {}

const TABLE_THROTTLED = 'The level of configured provisioned throughput for the table was exceeded.' +
  ' Consider increasing your provisioning level with the UpdateTable API.';
const ON_DEMAND_THROTTLED = 'Throughput exceeds the current throughput limit for your table or index. DynamoDB is automatically scaling your table' +
  ' or index so please try again shortly. If exceptions persist, check if you have a hot key:' +
  ' https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html';
const READS: readonly string[] = ['GetItem', 'BatchGetItem', 'Query', 'Scan', 'ConditionCheckItem', 'PartiQLSelect'];

/** Whether something that happens so many times of a hundred happens now. */
export function happens(percent: number | undefined): boolean {
  return percent !== undefined && percent > 0 && Math.random() * 100 < percent;
}

/** Fails as the settings say; returns when the call may go on. */
export async function injectFaults(settings: FaultSettings, { calls }: DynamodbRequest, signal: AbortSignal): Promise<void> {
  if (settings.latencyMilliseconds) {
    await sleep(settings.latencyMilliseconds, undefined, { signal }).catch(() => undefined);
  }
  if (happens(settings.resetPercent)) {
    throw new ConnectionReset();
  }
  if (happens(settings.errorPercent)) {
    throw new DynamodbError('InternalServerError', 'Internal server error');
  }
  if (settings.tablesGone && calls.some(({ table }) => table !== undefined)) {
    throw new DynamodbError('ResourceNotFoundException', 'Requested resource not found');
  }
}

/** The exception that the table's billing mode gives, with the reasons that current SDKs show. */
export function throttled(call: Call): DynamodbError {
  const direction = READS.includes(call.operation) ? 'Read' : 'Write';
  const subject = call.index === undefined ? 'Table' : 'Index';
  const cause = call.isProvisioned ? 'ProvisionedThroughputExceeded' : 'KeyRangeThroughputExceeded';
  const reasons = [{ reason: `${subject}${direction}${cause}`, resource: call.policyRequest.resource }];
  return call.isProvisioned
    ? new DynamodbError('ProvisionedThroughputExceededException', TABLE_THROTTLED, TABLE_THROTTLED, { ThrottlingReasons: reasons })
    : new DynamodbError('ThrottlingException', ON_DEMAND_THROTTLED, ON_DEMAND_THROTTLED, { throttlingReasons: reasons });
}
