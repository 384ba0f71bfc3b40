import { readFileSync } from 'fs';
import { join } from 'path';
import { ROOT } from '../../tools/sources';
import { readArchitecture } from '../../tools/drawing/architecture';
import { idleCosts, together } from '../../tools/drawing/cost';
import { draw, Picture, pictures } from '../../tools/drawing/pictures';
import { Template, TemplateJson } from '../../tools/template';

const docs = join(ROOT, 'docs', 'images');
const all = pictures();

describe.each(all)('docs/images/$file', (picture) => {
  const svg = readFileSync(join(docs, picture.file), 'utf8');

  test('is what the template of today draws; if not: npm run draw', () => {
    expect(svg).toBe(draw(picture));
  });

  test('can be read without seeing it', () => {
    expect(svg).toMatch(/<svg [^>]*role="img"[^>]*aria-labelledby="title description"/);
    expect(svg).toContain(`<title id="title">${picture.title}</title>`);
    expect(svg).toMatch(/<desc id="description">[^<]*load balancer to [^<]*TCP 80[^<]*<\/desc>/);
  });

  test('has no letter outside of the card', () => {
    const [, width, height] = svg.match(/viewBox="0 0 (\d+) (\d+)"/)!.map(Number);
    const places = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)" font-size="(\d+)"[^>]*?( text-anchor="\w+")?>([^<]*)</g)];
    expect(places.length).toBeGreaterThan(50);
    for (const [, x, y, size, anchor, text] of places) {
      expect(Number(x) + (anchor ? 0 : text.length * Number(size) * 0.5)).toBeLessThan(width);
      expect(Number(y)).toBeLessThan(height);
    }
  });

  test.each(Object.keys(picture.template.Resources))('shows %s: without it the picture is another', (id) => {
    expect(draw({ ...picture, template: without(picture.template, id) })).not.toBe(svg);
  });
});

test('fails if a template holds what no picture would show', () => {
  const [picture] = all;
  const template = { Resources: { ...picture.template.Resources, Queue: { Type: 'AWS::SQS::Queue' } } };
  expect(() => draw({ ...picture, template })).toThrow('tools/drawing cannot draw AWS::SQS::Queue (Queue); teach it, so that nothing is left out');
});

describe('the rules of the picture follow the template', () => {
  test('a load balancer whose way to the servers is closed or leads nowhere has no arrow to them', () => {
    const arrows = (picture: Picture) => draw(picture).split('url(#arrow-traffic)').length - 1;
    expect(arrows(all[0])).toBe(3);
    expect(arrows(withoutType(all[0], 'AWS::EC2::SecurityGroupIngress'))).toBe(1);
    expect(arrows(withoutType(all[0], 'AWS::ElasticLoadBalancingV2::TargetGroup'))).toBe(1);
  });

  test('servers that anybody may connect to are no servers to which nothing else connects', () => {
    const opened = JSON.parse(JSON.stringify(all[0].template)) as TemplateJson;
    const rule = Object.values(opened.Resources).find(({ Type }) => Type === 'AWS::EC2::SecurityGroupIngress')!.Properties as Record<string, unknown>;
    delete rule.SourceSecurityGroupId;
    rule.CidrIp = '0.0.0.0/0';
    expect(draw(all[0])).toContain('Nothing else may connect to the instances.');
    expect(draw({ ...all[0], template: opened })).not.toContain('Nothing else may connect to the instances.');
  });

  test('without the endpoint, sessions take the NAT gateway', () => {
    expect(draw(all[0])).toContain('Sessions take the gateway endpoint, all else the NAT gateway.');
    expect(draw(withoutType(all[0], 'AWS::EC2::VPCEndpoint'))).toContain('Sessions take the way of all else: the NAT gateway.');
  });

  test('a right more is a word more', () => {
    const template = JSON.parse(JSON.stringify(all[1].template).replace('"dynamodb:GetItem"', '"dynamodb:GetItem","dynamodb:Query"'));
    expect(draw({ ...all[1], template })).toContain('Query');
    expect(draw(all[1])).not.toContain('Query');
  });
});

describe.each([['EC2', 0], ['Fargate', 1]])('what an idle service costs on %s', (_, which) => {
  const idle = readFileSync(join(ROOT, 'docs', 'reference', 'prices.md'), 'utf8').split('## What is on when nobody comes')[1].split('\n## ')[0];
  // a cell that says "the same" means the one before it
  const rows = idle.split('\n').filter((line) => /^\| (?!part)[^-]/.test(line)).map((line) => line.split('|').slice(1, 4).map((cell) => cell.trim()))
    .map(([part, ...prices]) => ({ part, price: prices[which] === 'the same' ? prices[0] : prices[which] })).filter(({ price }) => price !== '');
  const costs = idleCosts(readArchitecture(new Template(all[which].template), 'us-east-1'));

  test('is by part what docs/reference/prices.md says', () => {
    const said = rows.slice(0, -1).map(({ price }) => Number.parseFloat(price).toFixed(2));
    expect(costs.map(({ part, dollars }) => [part, dollars?.toFixed(2)])).toEqual(said.map((price, i) => [costs[i]?.part, price]));
  });

  test('and together', () => {
    expect(rows[rows.length - 1]).toEqual({ part: '**together**', price: `**${together(costs).toFixed(2)}**` });
    expect(readFileSync(join(docs, all[which].file), 'utf8')).toContain(`>${together(costs).toFixed(2)} USD</text>`);
  });
});

test('servers without a price in docs/reference/prices.md have none in the picture', () => {
  const template = JSON.parse(JSON.stringify(all[0].template).replace('"t3.micro"', '"t4g.nano"'));
  expect(draw({ ...all[0], template })).toMatch(/2 instances, t4g.nano<[^]*?>see the price list</);
});

function without({ Resources }: TemplateJson, id: string): TemplateJson {
  return { Resources: Object.fromEntries(Object.entries(Resources).filter(([other]) => other !== id)) };
}

function withoutType(picture: Picture, type: string): Picture {
  const { Resources } = picture.template;
  return { ...picture, template: { Resources: Object.fromEntries(Object.entries(Resources).filter(([, { Type }]) => Type !== type)) } };
}
