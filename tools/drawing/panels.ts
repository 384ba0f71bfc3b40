import { Architecture } from './architecture';
import { ANYBODY } from './connections';
import { idleCosts, together, written } from './cost';
import { Right } from './permissions';
import { COLORS, Svg, wrap } from './svg';

/** What the diagram has no room for, as tables; returns where they end. */
export function drawPanels(svg: Svg, y: number, architecture: Architecture): number {
  const { connections } = architecture;
  const left = drawTable(svg, 24, y, 'Who may connect to whom', [0, 150, 320], [
    ...connections.map(({ from, to, ports }) => [where(from, 'anybody'), `→ ${where(to, 'anywhere')}`, ports]),
    ...remarks(architecture).map((remark) => [remark]),
  ], 452);
  const costs = idleCosts(architecture);
  const right = drawTable(svg, 500, y, 'What it costs a month while nobody comes', [0, 232], [
    ...costs.map((cost) => [cost.part, written(cost)]), ['together', `${together(costs).toFixed(2)} USD`],
  ], 476);
  return drawTable(svg, 24, Math.max(left, right) + 28, 'Who may do what', [0, 190, 650], architecture.rights.map(rowOf), 952);
}

/** What follows from the rules and routes together. */
function remarks({ connections, servers, loadBalancer, network }: Architecture): string[] {
  const own = network.zones.flatMap(({ subnets }) => subnets).filter(({ resource }) => servers?.subnets.includes(resource));
  const hasEndpoint = own.length > 0 && own.every(({ gatewayEndpoints }) => gatewayEndpoints.includes('dynamodb'));
  const others = own.some(({ kind }) => kind === 'private') ? 'the NAT gateway' : 'none';
  return [
    servers && !connections.some(({ from, to }) => to === `${servers.noun}s` && from !== 'load balancer')
      ? `Nothing else may connect to the ${servers.noun}s.` : '',
    servers ? hasEndpoint ? `Sessions take the gateway endpoint, all else ${others}.` : `Sessions take the way of all else: ${others}.` : '',
    loadBalancer && !loadBalancer.listeners.some((listener) => listener.startsWith('HTTPS'))
      ? 'Cookies travel in the clear until a certificate is given.' : '',
  ].filter(Boolean);
}

function where(peer: string, all: string): string {
  return peer === ANYBODY ? `${all} (${ANYBODY})` : peer;
}

function rowOf({ who, isDenied, service, actions, on }: Right): string[] {
  return [who, `${isDenied ? 'denied: ' : ''}${service}: ${actions.join(', ')}`, on];
}

function drawTable(svg: Svg, x: number, y: number, title: string, columns: number[], rows: string[][], width: number): number {
  svg.text(x, y, title, { bold: true, size: 15 });
  let bottom = y + 10;
  for (const row of rows) {
    svg.line(x, bottom, x + width, bottom);
    const cells = row.map((cell, i) => wrap(cell, (row.length === 1 ? width : columns[i + 1] ?? width) - columns[i] - 8));
    cells.forEach((lines, i) => lines.forEach((line, k) => (
      svg.text(x + columns[i], bottom + 17 + 16 * k, line, { size: 12, color: i === 0 ? COLORS.ink : COLORS.muted }))));
    bottom += 8 + 16 * Math.max(...cells.map(({ length }) => length));
  }
  return bottom;
}
