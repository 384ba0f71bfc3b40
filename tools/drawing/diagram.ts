import { Architecture } from './architecture';
import { ANYBODY } from './connections';
import { BALANCER, ENDPOINT, GATEWAY, GROUP, INTERNET, NAT, PRIVATE, PUBLIC, SERVER, VPC, ZONE } from './layout';
import { Subnet } from './network';
import { drawRegion } from './region';
import { Box, COLORS, Svg, wrapList } from './svg';

/** Where things stand and which way traffic goes. */
export function drawDiagram(svg: Svg, architecture: Architecture): void {
  drawNetwork(svg, architecture);
  drawServers(svg, architecture);
  drawLoadBalancer(svg, architecture);
  drawWaysOut(svg, architecture);
  drawRegion(svg, architecture);
}

function drawNetwork(svg: Svg, { network }: Architecture): void {
  svg.box(INTERNET, { radius: 20 });
  svg.text(INTERNET.x + INTERNET.width / 2, INTERNET.y + 25, 'Internet', { bold: true, anchor: 'middle' });
  svg.box(VPC, { fill: COLORS.network });
  svg.text(VPC.x + VPC.width - 12, VPC.y + 21, `VPC ${network.cidr}`, { bold: true, anchor: 'end' });
  network.zones.forEach(({ name, subnets }, i) => {
    const zone = { ...ZONE, x: ZONE.x + i * (ZONE.width + ZONE.gap) };
    svg.box(zone, { fill: 'none', dashed: true });
    svg.text(zone.x + zone.width - 12, zone.y + 20, name, { bold: true, anchor: 'end', size: 12 });
    subnets.forEach((subnet, k) => drawSubnet(svg, zone.x + 10, subnet, k === 0 ? PUBLIC : PRIVATE));
  });
  if (!network.hasInternetGateway) {
    return;
  }
  svg.box(GATEWAY);
  svg.text(GATEWAY.x + GATEWAY.width / 2, GATEWAY.y + 21, 'internet gateway', { anchor: 'middle', size: 12 });
}

function drawSubnet(svg: Svg, x: number, { kind, cidr, natGateway }: Subnet, { y, height }: Pick<Box, 'y' | 'height'>): void {
  const box = { x, y, width: ZONE.width - 20, height };
  svg.box(box, { fill: COLORS[kind], stroke: 'none' });
  const baseline = y === PUBLIC.y ? y + 20 : y + height - 12;
  svg.text(x + box.width - 8, baseline, `${kind} subnet ${cidr}`, { size: 12, color: COLORS.muted, anchor: 'end' });
  if (!natGateway) {
    return;
  }
  const nat = { ...NAT, x: x + NAT.x - ZONE.x - 10 };
  svg.box(nat);
  svg.paragraph(nat.x + 10, nat.y + 22, ['NAT gateway', ...natGateway.hasAddress ? ['own public', 'address'] : []], { size: 12 });
}

function drawLoadBalancer(svg: Svg, { loadBalancer, connections, servers }: Architecture): void {
  if (!loadBalancer) {
    return;
  }
  const { isPublic, listeners, target } = loadBalancer;
  svg.box(BALANCER, { stroke: COLORS.traffic });
  svg.paragraph(BALANCER.x + 14, BALANCER.y + 24, [
    `${isPublic ? 'Public' : 'Internal'} load balancer, ${listeners.length ? listeners.join(' and ') : 'no listener'}`,
    ...target ? [`sticky sessions: ${target.isSticky ? 'on' : 'off, any server may answer'}`, `health check: ${target.healthCheck}`] : [],
  ]);
  const between = ZONE.x + ZONE.width + ZONE.gap / 2;
  const incoming = connections.filter(({ from, to }) => from === ANYBODY && to === 'load balancer');
  if (isPublic && incoming.length > 0) {
    svg.arrow([[between, INTERNET.y + INTERNET.height], [between, BALANCER.y]], COLORS.traffic);
    svg.text(between + 10, 161, `in: ${incoming.map(({ ports }) => ports).join(', ')} from anybody`, { size: 12, color: COLORS.traffic });
  }
  const inward = connections.find(({ from, to }) => from === 'load balancer' && to === `${servers?.noun}s`);
  if (!servers || !target || !inward || !servers.targetGroups.includes(target.resource)) {
    return;
  }
  servers.subnets.forEach((_, i) => {
    const x = 250 + i * (ZONE.width + ZONE.gap);
    svg.arrow([[x, BALANCER.y + BALANCER.height], [x, SERVER.y]], COLORS.traffic);
    svg.text(x + 8, 415, inward.ports, { size: 12, color: COLORS.traffic });
  });
}

function drawServers(svg: Svg, { servers }: Architecture): void {
  if (!servers) {
    return;
  }
  svg.box(GROUP, { stroke: COLORS.traffic, dashed: true, fill: COLORS.group });
  const { noun, group, count, scaling, size, details } = servers;
  svg.text(SERVER.x, GROUP.y + GROUP.height - 12, `${group}: ${count} ${noun}s${scaling ? `, ${scaling}` : ''}`, { size: 12, bold: true });
  servers.subnets.forEach((_, i) => {
    const box = { ...SERVER, x: SERVER.x + i * (ZONE.width + ZONE.gap) };
    svg.box(box, { stroke: COLORS.traffic });
    const facts = wrapList([...size ? [size] : [], ...details], box.width - 24);
    svg.paragraph(box.x + 12, box.y + 23, [noun === 'instance' ? 'EC2 instance' : 'Fargate task', ...facts]);
  });
}

function drawWaysOut(svg: Svg, { network, servers, connections, table }: Architecture): void {
  if (!servers) {
    return;
  }
  const own = network.zones.flatMap(({ subnets }) => subnets).filter(({ resource }) => servers.subnets.includes(resource));
  const outward = connections.find(({ from, to }) => from === `${servers.noun}s` && to === ANYBODY);
  const x = NAT.x + NAT.width / 2;
  if (outward && own.some(({ kind }) => kind === 'private')) {
    svg.arrow([[x, GROUP.y], [x, NAT.y + NAT.height]], COLORS.out);
    svg.text(x + 10, 415, `${outward.ports}, out`, { size: 12, color: COLORS.out });
    svg.arrow([[x, NAT.y], [x, INTERNET.y + INTERNET.height]], COLORS.out);
    svg.text(x + 10, 161, 'out', { size: 12, color: COLORS.out });
  }
  if (!network.gatewayEndpoints.includes('dynamodb')) {
    return;
  }
  svg.box(ENDPOINT, { stroke: COLORS.data });
  svg.paragraph(ENDPOINT.x + 10, ENDPOINT.y + 22, ['gateway', 'endpoint,', 'DynamoDB'], { size: 12 });
  const y = ENDPOINT.y + ENDPOINT.height / 2;
  if (table && own.length > 0 && own.every(({ gatewayEndpoints }) => gatewayEndpoints.includes('dynamodb'))) {
    svg.arrow([[GROUP.x + GROUP.width, y], [ENDPOINT.x, y]], COLORS.data);
    svg.arrow([[ENDPOINT.x + ENDPOINT.width, y], [VPC.x + VPC.width + 28, y]], COLORS.data);
  }
}
