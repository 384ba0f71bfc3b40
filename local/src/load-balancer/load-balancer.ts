import { EventEmitter } from 'node:events';
import * as http from 'node:http';
import { Socket } from 'node:net';
import { Duplex, Writable } from 'node:stream';
import { HealthCheckBlueprint } from '../blueprint/blueprint';
import { beginRecord, ExchangeEnd, ExchangeRecord } from './exchange-record';
import { CONNECTION_CHECK, HealthCheckResult } from './health-check';
import { close, listen, LOOPBACK_ADDRESS } from '../foundation/loopback';
import { LONGEST_HEADER, LONGEST_LINE, refusalOf, TOO_LARGE } from './request-limits';
import { answer, answerSocket, forward, OwnAnswer } from './reverse-proxy';
import { Target, TargetState } from './target';

export interface LoadBalancerOptions {
  /** @default - a server is healthy when it takes connections */
  readonly healthCheck?: HealthCheckBlueprint;
  readonly deregistrationDelaySeconds: number;
  /** Divides the health check's interval and the deregistration delay: with 10, 30 s become 3 s. */
  readonly timeScale?: number;
  /** 0 takes any free port. */
  readonly port?: number;
  /** How long a connection may stay silent; 60 s as a load balancer's own default. */
  readonly idleTimeoutMilliseconds?: number;
  /** How long a client may take to send the header of a request. */
  readonly headersTimeoutMilliseconds?: number;
  /** `routing.http.drop_invalid_header_fields.enabled`; false as a load balancer's own default. */
  readonly dropInvalidHeaderFields?: boolean;
  /** Answers a request that is for the kit itself and for no target; false where it is none. */
  readonly reserved?: (request: http.IncomingMessage, response: http.ServerResponse) => boolean;
}

export interface TargetDescription {
  readonly name: string;
  readonly port: number;
  readonly state: TargetState;
}

export interface LoadBalancerEvents {
  healthy: [target: TargetDescription];
  unhealthy: [target: TargetDescription, reason: string];
  draining: [target: TargetDescription];
  deregistered: [target: TargetDescription];
  /** The load balancer has answered itself, or has cut an answer short. */
  ownAnswer: [answer: OwnAnswer];
  /** A request has come in. */
  request: [request: ExchangeRecord];
  /** The response to a request has closed. */
  answered: [request: ExchangeRecord, end: ExchangeEnd];
}

/** Does on one computer what an application load balancer with one target group does: round robin, never sticky. */
export class LoadBalancer extends EventEmitter<LoadBalancerEvents> {
  /** @throws the error of `listen` when the port is taken */
  public static async start(options: LoadBalancerOptions): Promise<LoadBalancer> {
    const loadBalancer = new LoadBalancer(options);
    loadBalancer.listenerPort = await listen(loadBalancer.server, options.port);
    return loadBalancer;
  }

  private listenerPort = 0;
  private requests = 0;
  private readonly targetsByName = new Map<string, Target>();
  private readonly draining = new Set<Target>();
  private readonly upgraded = new Set<Duplex>();
  private readonly server: http.Server;

  private readonly healthCheck: HealthCheckBlueprint;

  private constructor(private readonly options: LoadBalancerOptions) {
    super();
    this.healthCheck = options.healthCheck ?? CONNECTION_CHECK;
    const headersTimeout = options.headersTimeoutMilliseconds ?? 60_000;
    this.server = http.createServer({
      // long uploads are legitimate: silence is what ends a connection
      requestTimeout: 0,
      headersTimeout,
      connectionsCheckingInterval: Math.min(1000, headersTimeout),
      keepAliveTimeout: 60_000,
      maxHeaderSize: LONGEST_HEADER + LONGEST_LINE,
      // HTTP/1.0 knows no Host; HTTP/1.1 without one is refused below
      requireHostHeader: false,
    });
    // a client that has closed its side still waits for the answer
    Object.assign(this.server, { httpAllowHalfOpen: true });
    this.server.on('request', (request, response) => this.route(request, response));
    this.server.on('connect', (request, socket: Duplex) => this.refuseUnread(request, socket, 'the method CONNECT is not supported'));
    this.server.on('clientError', (error: NodeJS.ErrnoException, socket) => this.refuse(error, socket));
    this.server.on('upgrade', (request, socket, head) => this.routeUpgrade(request, socket, head));
  }

  public get port(): number {
    return this.listenerPort;
  }

  public get url(): string {
    return `http://${LOOPBACK_ADDRESS}:${this.listenerPort}`;
  }

  /** The registered targets and those that are draining. */
  public get targets(): readonly TargetDescription[] {
    return [...this.targetsByName.values(), ...this.draining].map(describeTarget);
  }

  /** What the last health check of a registered target found; nothing before the first one has ended. */
  public lastCheck(name: string): HealthCheckResult | undefined {
    return this.targetsByName.get(name)?.lastCheck;
  }

  /** Takes a server in; it gets requests as soon as it has passed its first health check. */
  public register(server: { readonly name: string; readonly port: number }): void {
    if (this.targetsByName.has(server.name)) {
      throw new Error(`target ${server.name} is registered already`);
    }
    this.targetsByName.set(server.name, new Target({
      ...server,
      healthCheck: this.healthCheck,
      intervalMilliseconds: this.scaled(this.healthCheck.intervalSeconds),
      onChange: (target, reason) => target.state === 'healthy'
        ? this.emit('healthy', describeTarget(target))
        : this.emit('unhealthy', describeTarget(target), reason),
    }));
  }

  /** Sends the target nothing new; resolves when what is in flight has ended, or the deregistration delay has. */
  public async deregister(name: string): Promise<void> {
    const target = this.takeOut(name);
    if (target !== undefined) {
      this.draining.add(target);
      const drained = target.drain(this.scaled(this.options.deregistrationDelaySeconds));
      this.emit('draining', describeTarget(target));
      await drained;
      this.draining.delete(target);
      this.emit('deregistered', describeTarget(target));
    }
  }

  /** Takes out a target that is gone already. */
  public remove(name: string): void {
    const target = this.takeOut(name);
    if (target !== undefined) {
      target.destroy();
      this.emit('deregistered', describeTarget(target));
    }
  }

  public async stop(): Promise<void> {
    for (const target of [...this.targetsByName.values(), ...this.draining]) {
      target.destroy();
    }
    this.targetsByName.clear();
    for (const socket of this.upgraded) {
      socket.destroy();
    }
    await close(this.server);
  }

  private route(request: http.IncomingMessage, response: http.ServerResponse, upgrade?: { socket: Duplex; head: Buffer }): void {
    if (this.options.reserved?.(request, response)) {
      return;
    }
    const refusal = refusalOf(request);
    const target = refusal === undefined ? this.chooseTarget() : undefined;
    const onOwnAnswer = this.follow(request, upgrade?.socket ?? response, response, target?.name);
    if (refusal !== undefined) {
      answer({ request, response, onOwnAnswer }, refusal.status, refusal.reason);
      return;
    }
    if (target === undefined) {
      answer({ request, response, onOwnAnswer }, 503, 'there is no server');
      return;
    }
    target.lastRequest = this.requests;
    forward({
      request,
      response,
      onOwnAnswer,
      target,
      rules: { dropInvalid: this.options.dropInvalidHeaderFields ?? false },
      upgrade,
      listenerPort: this.listenerPort,
      idleTimeoutMilliseconds: this.options.idleTimeoutMilliseconds ?? 60_000,
    });
  }

  /** Tells of a request and of its end; the returned function takes what the load balancer answers itself. */
  private follow(request: http.IncomingMessage, closing: Writable, response: http.ServerResponse, server?: string): (own: OwnAnswer) => void {
    const { record, end } = beginRecord(++this.requests, request, server);
    let reason: string | undefined;
    this.emit('request', record);
    closing.once('close', () => this.emit('answered', record, end(response, reason)));
    return (own) => {
      reason = own.reason;
      this.emit('ownAnswer', own);
    };
  }

  private routeUpgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
    this.upgraded.add(socket);
    socket.on('close', () => this.upgraded.delete(socket));
    socket.on('error', () => socket.destroy());
    const response = new http.ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Socket);
    response.on('finish', () => socket.end());
    const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
    if (hasBody) {
      // node has stopped reading HTTP on this connection, so the body is out of reach
      answer({ request, response, onOwnAnswer: (own) => this.emit('ownAnswer', own) }, 400, 'a request to switch protocols has no body');
    } else {
      const webSocket = request.headers.upgrade?.toLowerCase() === 'websocket';
      this.route(request, response, webSocket ? { socket, head } : undefined);
    }
  }

  private refuseUnread({ method = '', url = '' }: http.IncomingMessage, socket: Duplex, reason: string): void {
    socket.on('error', () => socket.destroy());
    this.refuseSocket(socket, { status: 400, method, path: url, reason });
  }

  /** Answers what node could not read as a request. */
  private refuse({ code, message }: NodeJS.ErrnoException, socket: Duplex): void {
    if (code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const own = { method: 'a request', path: 'that could not be read' };
    if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
      this.refuseSocket(socket, { ...own, status: 408, reason: 'the client did not send the whole header in time' });
    } else if (code === 'HPE_HEADER_OVERFLOW') {
      this.refuseSocket(socket, { ...own, status: 400, reason: TOO_LARGE });
    } else {
      this.refuseSocket(socket, { ...own, status: 400, reason: message });
    }
  }

  private refuseSocket(socket: Duplex, own: OwnAnswer): void {
    this.emit('ownAnswer', own);
    answerSocket(socket, own.status);
  }

  /** The healthy target that has waited longest; with none healthy every registered one, as the load balancer "fails open". */
  private chooseTarget(): Target | undefined {
    const registered = [...this.targetsByName.values()];
    const healthy = registered.filter((target) => target.state === 'healthy');
    const candidates = healthy.length > 0 ? healthy : registered;
    return candidates.sort((one, other) => one.lastRequest - other.lastRequest)[0];
  }

  private takeOut(name: string): Target | undefined {
    const target = this.targetsByName.get(name);
    this.targetsByName.delete(name);
    return target;
  }

  private scaled(seconds: number): number {
    return seconds * 1000 / (this.options.timeScale ?? 1);
  }
}

function describeTarget({ name, port, state }: Target): TargetDescription {
  return { name, port, state };
}
