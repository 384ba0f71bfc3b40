import { IncomingMessage } from 'node:http';
import { HttpResponse, cborErrorResponse, jsonResponse, textResponse } from '../dynamodb-api/http-response';
import { TableBlueprint } from '../blueprint/blueprint';
import { DynamodbError } from '../dynamodb-api/error';
import { Call, DynamodbRequest, parseRequest } from '../dynamodb-api/request';
import { AccessRecord } from '../iam/access-record';
import { Identity } from '../iam/identity';
import { decide, Decision } from '../iam/policy';
import { authenticate, Caller, EXPIRED_TOKEN } from '../dynamodb-api/signature';
import { isForLoopback } from '../foundation/loopback';
import { TableBackend } from './backends/backend';
import { isBatch, splitBatch, withUnprocessed } from './batches';
import { Developer } from './developer';
import { ConnectionReset, FaultSettings, happens, injectFaults, throttled } from './faults';
import { TimeToLive } from './time-to-live';

export interface AuthorizingProxyOptions {
  readonly tables: readonly TableBlueprint[];
  /** The identity that owns an access key; undefined for keys that the kit did not hand out. */
  readonly identify: (accessKeyId: string) => Identity | undefined;
  readonly onAccess?: (record: AccessRecord) => void;
  /** What goes wrong; read again for each call. */
  readonly faults?: FaultSettings;
  /**
   * Asked for each table of a call that is let through, of a batch for each item; true answers as a table short of capacity would.
   *
   * @default - as often as the faults say
   */
  readonly throttle?: (operation: string, table: string) => boolean;
}

const TARGET_PREFIX = 'DynamoDB_20120810.';
/** What stands between the servers and the tables: knows who calls, and lets through what the cloud would. */
export class AuthorizingProxy {
  private readonly closing = new AbortController();

  private readonly faults: FaultSettings;
  private readonly developer: Developer;

  public constructor(
    private readonly backend: TableBackend,
    private readonly timeToLive: TimeToLive,
    private readonly options: AuthorizingProxyOptions,
  ) {
    this.faults = options.faults ?? {};
    this.developer = new Developer(options.tables);
  }

  /**
   * Undefined where the connection is to be closed without an answer.
   *
   * @param open whether it came in where a person's own tools call
   */
  public async answer(message: IncomingMessage, body: Buffer, open = false): Promise<HttpResponse | undefined> {
    if (!isForLoopback(message)) {
      return textResponse(403, 'the local table engine answers to the names of this computer alone\n');
    }
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
      return await this.perform(message, body, open);
    } catch (error) {
      if (error instanceof ConnectionReset) {
        return undefined;
      }
      const known = error instanceof DynamodbError;
      return (known ? error : new DynamodbError('InternalServerError', `the local kit failed: ${String(error)}`)).toResponse();
    }
  }

  /** Ends the waiting of delayed calls. */
  public close(): void {
    this.closing.abort();
  }

  private async perform(message: IncomingMessage, body: Buffer, open: boolean): Promise<HttpResponse> {
    const target = message.headers['x-amz-target'];
    if (typeof target !== 'string' || !target.startsWith(TARGET_PREFIX)) {
      throw new DynamodbError('UnknownOperationException', `the header X-Amz-Target must be ${TARGET_PREFIX}GetItem or the like`);
    }
    const operation = target.slice(TARGET_PREFIX.length);
    const started = performance.now();
    const caller = open ? this.developer.recognize(message) : this.authenticate(operation, message, body);
    const origin = { region: caller.region, roleArn: caller.identity.role.arn };
    const request = parseRequest(operation, body.toString(), this.options.tables, origin);
    const records = this.judge(request, caller.identity);
    let outcome = 'failed';
    let result: Pick<AccessRecord, 'found' | 'reason'> & Pick<HttpResponse, 'units'> = {};
    try {
      const answer = await this.carryOut(request, records);
      outcome = outcomeOf(answer);
      result = { units: answer.units, found: foundBy(operation, answer), reason: engineFailure(answer) };
      return answer;
    } catch (error) {
      outcome = error instanceof ConnectionReset ? 'no answer' : error instanceof DynamodbError ? error.name : outcome;
      throw error;
    } finally {
      const milliseconds = Math.round((performance.now() - started) * 10) / 10;
      const { units, found, reason } = result;
      records.forEach(({ record }) => this.options.onAccess?.({
        ...record,
        outcome,
        milliseconds,
        ...(units === undefined ? {} : { units: units[record.table ?? ''] }),
        ...(found === undefined ? {} : { found }),
        ...(reason === undefined ? {} : { reason }),
      }));
    }
  }

  private async carryOut(request: DynamodbRequest, records: readonly Judged[]): Promise<HttpResponse> {
    const refused = records.find(({ refusal }) => refusal !== undefined);
    if (refused !== undefined) {
      throw refused.refusal;
    }
    if (records.some(({ record }) => record.developer)) {
      return this.forward(request);
    }
    await injectFaults(this.faults, request, this.closing.signal);
    return isBatch(request) ? this.forwardBatch(request) : this.forwardWhole(request);
  }

  private authenticate(operation: string, message: IncomingMessage, body: Buffer): Caller {
    const { method = 'POST', url = '/', rawHeaders } = message;
    const now = new Date(Date.now() + (this.faults.clockSkewMilliseconds ?? 0));
    try {
      const caller = authenticate({ method, url, rawHeaders, body }, this.options.identify, now);
      if (this.faults.credentialsExpired) {
        throw new DynamodbError('ExpiredTokenException', EXPIRED_TOKEN);
      }
      return caller;
    } catch (error) {
      if (error instanceof DynamodbError) {
        this.options.onAccess?.({ time: new Date(), operation, allowed: false, reason: error.reason, outcome: error.name });
      }
      throw error;
    }
  }

  private judge(request: DynamodbRequest, identity: Identity): Judged[] {
    const isDeveloper = this.developer.is(identity);
    return request.calls.map((call) => {
      const decision = isDeveloper ? UNLIMITED : judge(call, identity);
      const reason = [call.misplaced, decision.reason].filter((text) => text !== undefined).join(': ') || undefined;
      const record: AccessRecord = {
        time: new Date(),
        ...(isDeveloper ? { developer: true } : { server: identity.server }),
        role: identity.role.name,
        operation: call.operation,
        table: call.table,
        index: call.index,
        resource: call.policyRequest.resource,
        ...keysOf(call),
        allowed: decision.allowed,
        reason,
        statements: decision.statements,
      };
      return { record, refusal: isDeveloper ? undefined : refusalOf(call, decision, identity) };
    });
  }

  private forwardWhole(request: DynamodbRequest): Promise<HttpResponse> {
    const call = request.calls.find(({ operation, table }) => table !== undefined && this.isThrottled(operation, table));
    if (call !== undefined) {
      throw throttled(call);
    }
    return this.forward(request);
  }

  private async forwardBatch(request: DynamodbRequest): Promise<HttpResponse> {
    const { body, unprocessed } = splitBatch(request, (table) => this.isThrottled(request.operation, table));
    if (body === undefined) {
      throw throttled(request.calls[0]);
    }
    return withUnprocessed(await this.forward({ ...request, body }), request.operation, unprocessed);
  }

  private isThrottled(operation: string, table: string): boolean {
    return this.options.throttle?.(operation, table) ?? happens(this.faults.throttlePercent);
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

const UNLIMITED: Decision = { allowed: true, clause: '' };

interface Judged {
  readonly record: AccessRecord;
  readonly refusal?: DynamodbError;
}

/** A table that is not where the caller calls is not found there, if the caller may ask at all. */
function refusalOf(call: Call, decision: Decision, identity: Identity): DynamodbError | undefined {
  if (!decision.allowed) {
    return accessDenied(call, decision, identity);
  }
  return call.misplaced === undefined ? undefined
    : new DynamodbError('ResourceNotFoundException', 'Requested resource not found', call.misplaced);
}

/** What the SDKs would call the outcome. */
function outcomeOf({ status, body }: HttpResponse): string {
  const name = /"__type":"[^"#]*#?(\w+)"/.exec(status === 200 ? '' : String(body))?.[1];
  return status === 200 ? 'done' : name ?? `status ${status}`;
}

/** Why the engine itself has failed, such as for want of space; undefined where it has not. */
function engineFailure({ status, body }: HttpResponse): string | undefined {
  return status === 500 ? /"message":"(the table engine failed: (?:[^"\\\\]|\\\\.)*)"/i.exec(String(body))?.[1] : undefined;
}

/** The partition keys, where they can be read: one has a field of its own. */
function keysOf({ policyRequest }: Call): Pick<AccessRecord, 'key' | 'keys'> {
  const keys = policyRequest.context.values['dynamodb:LeadingKeys'];
  return keys?.length === 1 ? { key: keys[0] } : keys === undefined ? {} : { keys };
}

/** Whether a read of one item has found it; the text is searched, as an item may be large. */
function foundBy(operation: string, { status, body }: HttpResponse): boolean | undefined {
  if (status !== 200) {
    return undefined;
  }
  return operation === 'GetItem' ? String(body).includes('"Item":{') : operation === 'Query' ? !String(body).includes('"Count":0') : undefined;
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
