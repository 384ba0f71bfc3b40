import { Architecture } from './architecture';
import { BALANCER, ENDPOINT, VPC } from './layout';
import { COLORS, Svg, wrapList } from './svg';

const X = 756;
const WIDTH = 220;

/** What stands outside the network: logs, the table and who may use it. */
export function drawRegion(svg: Svg, architecture: Architecture): void {
  drawLogs(svg, architecture);
  drawAccessLogs(svg, architecture);
  const { table, servers, rights } = architecture;
  const tableTop = ENDPOINT.y - 44;
  const tableEnd = table ? drawBox(svg, tableTop, ['DynamoDB, session table', ...fit(table.details)], COLORS.data) : tableTop;
  if (!servers?.role) {
    return;
  }
  const own = rights.filter(({ role }) => role === servers.role);
  const lines = own.flatMap(({ service, actions, on }) => [`${service}, on the ${on}:`, ...fit(actions)]);
  drawBox(svg, tableEnd + 10, [`Role of the ${servers.noun}s`, ...lines.length ? lines : ['may do nothing']], COLORS.data);
}

function drawLogs(svg: Svg, { logs }: Architecture): void {
  if (logs.length === 0) {
    return;
  }
  drawBox(svg, VPC.y, ['CloudWatch Logs', ...logs.map(({ name, details }) => `${name}, ${details.join(', ')}`)]);
  const y = VPC.y + 36;
  if (logs.some(({ name }) => name === 'flow logs')) {
    svg.arrow([[VPC.x + VPC.width, y], [X, y]], COLORS.out);
  }
}

function drawAccessLogs(svg: Svg, { bucket, loadBalancer }: Architecture): void {
  if (!bucket) {
    return;
  }
  drawBox(svg, BALANCER.y, ['S3, access log bucket', ...fit(bucket.details)]);
  if (bucket.resource !== loadBalancer?.accessLogs) {
    return;
  }
  const y = BALANCER.y + 36;
  svg.arrow([[BALANCER.x + BALANCER.width, y], [X, y]], COLORS.out);
  svg.text(VPC.x + VPC.width - 12, y - 8, 'access logs', { size: 12, color: COLORS.out, anchor: 'end' });
}

/** Returns where the box ends. */
function drawBox(svg: Svg, y: number, lines: string[], stroke = COLORS.frame): number {
  const height = 16 + 18 * lines.length;
  svg.box({ x: X, y, width: WIDTH, height }, { stroke });
  svg.paragraph(X + 12, y + 22, lines);
  return y + height;
}

function fit(members: string[]): string[] {
  return wrapList(members, WIDTH - 20);
}
