import { Architecture, readArchitecture } from './architecture';
import { idleCosts, together, written } from './cost';
import { drawDiagram } from './diagram';
import { drawPanels } from './panels';
import { counted } from './servers';
import { COLORS, Svg } from './svg';
import { Template, TemplateJson } from '../template';

/** A synthesized template as a picture. */
export function drawArchitecture(title: string, json: TemplateJson, region: string): string {
  const architecture = readArchitecture(new Template(json), region);
  const svg = new Svg();
  svg.text(24, 44, title, { bold: true, size: 20 });
  svg.text(24, 68, `All defaults, in ${region}. Drawn from the synthesized template by npm run draw; prices from docs/reference/prices.md.`, { color: COLORS.muted });
  drawDiagram(svg, architecture);
  const bottom = drawPanels(svg, 688, architecture);
  return svg.render(1000, bottom + 24, title, describe(architecture));
}

/** The picture in words, for those who do not see it. */
function describe(architecture: Architecture): string {
  const { network, loadBalancer, servers, table, connections, rights } = architecture;
  const subnets = network.zones.flatMap(({ name, subnets: own }) => own.map(({ kind }) => `${kind} in ${name}`));
  return [
    `A network with ${counted(network.zones.length, 'zone')} and these subnets: ${subnets.join(', ')}.`,
    loadBalancer ? `A ${loadBalancer.isPublic ? 'public' : 'internal'} load balancer, ${loadBalancer.listeners.join(' and ')}.` : '',
    servers ? `${servers.group}, ${servers.count} ${servers.noun}s.` : '',
    table ? `A ${table.name}, ${table.details.join(', ')}${network.gatewayEndpoints.includes('dynamodb') ? ', reached through a gateway endpoint' : ''}.` : '',
    ...connections.map(({ from, to, ports }) => `From ${from} to ${to}: ${ports}.`),
    ...rights.map(({ who, isDenied, service, actions, on }) => `${who} ${isDenied ? 'may not' : 'may'} ${service} ${actions.join(', ')} on ${on}.`),
    ...idleCosts(architecture).map((cost) => `${cost.part}: ${written(cost)}.`),
    `Together ${together(idleCosts(architecture)).toFixed(2)} USD a month while nobody comes.`,
  ].filter(Boolean).join(' ');
}
