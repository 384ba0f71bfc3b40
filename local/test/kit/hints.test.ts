import { EventEmitter } from 'node:events';
import { ServiceBlueprint } from '../../src/blueprint/blueprint';
import { KitEvents } from '../../src/events';
import { hintFor } from '../../src/kit/hints';
import { narrate } from '../../src/kit/narration';

const service = (compute: ServiceBlueprint['compute']) => ({ compute }) as ServiceBlueprint;

test.each([
  'Error: Region is missing',
  'botocore.exceptions.NoRegionError: You must specify a region.',
  'A "region" configuration value is required for the "dynamodb" service',
  'PHP Fatal error:  Uncaught InvalidArgumentException: Invalid configuration value provided for "region". Expected string, but got bool(false)',
])('a server that dies with "%s" is explained', (line) => {
  expect(hintFor(line, service('ec2'))).toMatch(/^no region: an EC2 instance has no AWS_REGION .*fails in the cloud as well/);
  expect(hintFor(line, service('ecs-on-ec2'))).toMatch(/^no region: a task on an instance/);
  expect(hintFor(line, service('fargate'))).toBeUndefined();
  expect(hintFor(line, service('lambda'))).toBeUndefined();
});

test('other lines are not', () => {
  expect(hintFor('listening in region eu-west-1', service('ec2'))).toBeUndefined();
});

test('an answer of the load balancer\'s own is told, each kind once', () => {
  const events = new EventEmitter<KitEvents>();
  const lines: string[] = [];
  narrate(events, (line) => lines.push(line));
  const own = (status: number, path: string, reason: string) => events.emit('own-answer', { status, method: 'GET', path, reason });
  own(502, '/reset', 'server i-1 closed the connection before it had answered');
  own(502, '/again', 'server i-2 closed the connection before it had answered');
  own(504, '/slow', 'server i-2 was silent for 60 s');
  expect(lines).toEqual([
    'load balancer: 502 for GET /reset: server i-1 closed the connection before it had answered',
    'load balancer: 504 for GET /slow: server i-2 was silent for 60 s',
  ]);
});
