import { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpResponse, cborErrorResponse, jsonResponse, textResponse } from '../dynamodb-api/http-response';
import { TableBlueprint } from '../blueprint/blueprint';
import { DynamodbError } from '../dynamodb-api/error';
import { Call, DynamodbRequest, parseRequest } from '../dynamodb-api/request';
import { AccessRecord } from '../iam/access-record';
import { Identity } from '../iam/identity';
import { decide, Decision } from '../iam/policy';
import { authenticate, Caller } from '../dynamodb-api/signature';
import { TableBackend } from './backend';
import { TimeToLive } from './time-to-live';

export interface AuthorizingProxyOptions {
  readonly tables: readonly TableBlueprint[];
  /** The identity that owns an access key; undefined for keys that the kit did not hand out. */
  readonly identify: (accessKeyId: string) => Identity | undefined;
  readonly onAccess?: (record: AccessRecord) => void;
  /** Added to each call that is let through. */
  readonly latencyMilliseconds?: number;
  /** Asked for each table of a call that is let through; true answers it as a table short of capacity would. */
  readonly throttle?: (operation: string, table: string) => boolean;
}

const TARGET_PREFIX = 'DynamoDB_20120810.';
const THROTTLED = 'The level of configured provisioned throughput for the table was exceeded.' +
  ' Consider increasing your provisioning level with the UpdateTable API.';

/** What stands between the servers and the tables: knows who calls, and lets through what the cloud would. */
export class AuthorizingProxy {
  private readonly closing = new AbortController();

  public constructor(
    private readonly backend: TableBackend,
    private readonly timeToLive: TimeToLive,
    private readonly options: AuthorizingProxyOptions,
  ) {}

  public async answer(message: IncomingMessage, body: Buffer): Promise<HttpResponse> {
    if (message.method === 'GET') {
      return textResponse(200, 'healthy: local table engine\n');
    }
    if (message.headers['smithy-protocol'] ?? message.headers['content-type']?.startsWith('application/cbor')) {
      return cborErrorResponse('com.amazon.coral.service#UnknownOperationException',
        'the local table engine speaks only the JSON protocol of DynamoDB (application/x-amz-json-1.0): configure the SDK for it');
    }
    if (message.method !== 'POST') {
      return textResponse(404, '<UnknownOperationException/>\n');
    }
    try {
      return await this.perform(message, body);
    } catch (error) {
      const known = error instanceof DynamodbError;
      return (known ? error : new DynamodbError('InternalServerError', `the local kit failed: ${String(error)}`)).toResponse();
    }
  }

  /** Ends the waiting of delayed calls. */
  public close(): void {
    this.closing.abort();
  }

  private async perform(message: IncomingMessage, body: Buffer): Promise<HttpResponse> {
    const target = message.headers['x-amz-target'];
    if (typeof target !== 'string' || !target.startsWith(TARGET_PREFIX)) {
      throw new DynamodbError('UnknownOperationException', `the header X-Amz-Target must be ${TARGET_PREFIX}GetItem or the like`);
    }
    const operation = target.slice(TARGET_PREFIX.length);
    const caller = this.authenticate(operation, message, body);
    const origin = { region: caller.region, roleArn: caller.identity.role.arn };
    const request = parseRequest(operation, body.toString(), this.options.tables, origin);
    this.authorize(request, caller.identity);
    this.throttle(request);
    await this.delay();
    return this.forward(request);
  }

  private authenticate(operation: string, message: IncomingMessage, body: Buffer): Caller {
    const { method = 'POST', url = '/', rawHeaders } = message;
    try {
      return authenticate({ method, url, rawHeaders, body }, this.options.identify);
    } catch (error) {
      if (error instanceof DynamodbError) {
        this.options.onAccess?.({ time: new Date(), operation, allowed: false, reason: error.reason });
      }
      throw error;
    }
  }

  private authorize(request: DynamodbRequest, identity: Identity): void {
    let refusal: DynamodbError | undefined;
    for (const call of request.calls) {
      const decision = judge(call, identity);
      this.options.onAccess?.({
        time: new Date(),
        server: identity.server,
        role: identity.role.name,
        operation: call.operation,
        table: call.table,
        index: call.index,
        allowed: decision.allowed,
        reason: decision.reason,
      });
      refusal ??= decision.allowed ? undefined : accessDenied(call, decision, identity);
    }
    if (refusal) {
      throw refusal;
    }
  }

  private throttle({ calls }: DynamodbRequest): void {
    if (calls.some(({ operation, table }) => table !== undefined && this.options.throttle?.(operation, table))) {
      throw new DynamodbError('ProvisionedThroughputExceededException', THROTTLED);
    }
  }

  private async delay(): Promise<void> {
    if (this.options.latencyMilliseconds) {
      await sleep(this.options.latencyMilliseconds, undefined, { signal: this.closing.signal }).catch(() => undefined);
    }
  }

  private async forward({ operation, body, calls }: DynamodbRequest): Promise<HttpResponse> {
    if (operation === 'DescribeTimeToLive') {
      return jsonResponse(200, JSON.stringify(await this.timeToLive.describe(JSON.parse(body))));
    }
    if (operation === 'UpdateTimeToLive') {
      return jsonResponse(200, JSON.stringify(await this.timeToLive.update(JSON.parse(body))));
    }
    const answer = await this.backend.send(operation, body);
    if (operation === 'DeleteTable' && answer.status === 200 && calls[0].table !== undefined) {
      this.timeToLive.forget(calls[0].table);
    }
    return answer;
  }
}

function judge(call: Call, { role }: Identity): Decision {
  if (call.undecidable !== undefined) {
    return { allowed: false, reason: call.undecidable, clause: `because ${call.undecidable}` };
  }
  return decide(call.policyRequest, role.statements, call.resourcePolicy, role.boundary);
}

function accessDenied(call: Call, decision: Decision, { role, server }: Identity): DynamodbError {
  const { action, resource } = call.policyRequest;
  const [, partition, , , account] = role.arn.split(':');
  const user = `arn:${partition}:sts::${account}:assumed-role/${role.name}/${server}`;
  const message = `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${decision.clause}`;
  return new DynamodbError('AccessDeniedException', message, decision.reason);
}
