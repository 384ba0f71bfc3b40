import { KitError } from '../../foundation/error';
import { ServiceBlueprint } from '../blueprint';
import { concernsDynamoDb } from '../policy-statements';
import { ResourceReader } from '../resource-reader';
import { displayPath, Resource } from '../../cloud-assembly/template';

/** Something of the assembly in whose place a command can run, since it has a role. */
export interface Candidate {
  /** Stack name and construct path, for people: `Demo/Web`. */
  readonly path: string;
  /** What it is, for people: `a Lambda function`. */
  readonly kind: string;
  /** Whether it serves requests: a load balancer sends it some, or its metadata says that it serves sessions. */
  readonly isService: boolean;
  /** Whether it is run only when somebody names it. */
  readonly onlyByName?: boolean;
  /**
   * What the template says about it.
   *
   * @param container the container whose variables the servers get, where it has several
   * @throws KitError when it cannot run, such as for want of a role
   */
  read(container?: string): ServiceBlueprint;
}

/** Which candidate to run, and in the place of which of its containers. */
export interface ServiceChoice {
  /** @default - the only one that there is */
  readonly service?: string;
  /** @default - the container that gets the requests, else the first essential one */
  readonly container?: string;
}

/** Services that nobody has to name, and those that were meant to be some but cannot run. */
interface Readable {
  readonly services: readonly ServiceBlueprint[];
  readonly failures: readonly KitError[];
}

/**
 * What runs where nobody names a service: services that use a table, else services, else whatever uses a table.
 *
 * A function of CDK's own, a bastion or a frontend without a table is never meant where something else uses the tables.
 */
export function readUnnamed(reader: ResourceReader, candidates: readonly Candidate[], container?: string): Readable {
  const failures: KitError[] = [];
  const readable = candidates.filter(({ onlyByName }) => !onlyByName).flatMap((candidate) => {
    try {
      const { result: service, notes } = reader.apart(() => candidate.read(container));
      return [{ isService: candidate.isService, service, notes }];
    } catch (error) {
      if (!(error instanceof KitError)) {
        throw error;
      }
      return candidate.isService ? (failures.push(error), []) : [];
    }
  });
  const ranks = [
    readable.filter(({ isService, service }) => isService && usesTables(service)),
    readable.filter(({ isService }) => isService),
    readable.filter(({ service }) => usesTables(service)),
  ];
  const best = ranks.find((rank) => rank.length > 0) ?? [];
  best.forEach(({ notes }) => notes.forEach((note) => reader.say(note)));
  return { services: best.map(({ service }) => service), failures };
}

/** The services that the choices name; a single choice may leave the name out where there is only one. */
export function readChosen(candidates: readonly Candidate[], choices: readonly ServiceChoice[]): ServiceBlueprint[] {
  const paths = choices.map(({ service }) => service);
  const repeated = paths.find((path, index) => path !== undefined && paths.indexOf(path) !== index);
  if (repeated !== undefined) {
    throw new KitError(`service ${repeated} is given twice; give each service once, with --servers for more of its servers`);
  }
  return choices.map(({ service, container }) => {
    if (service === undefined) {
      throw new KitError('of several services each needs its name, got one without; write --service PATH before its command');
    }
    return find(candidates, service).read(container);
  });
}

function find(candidates: readonly Candidate[], path: string): Candidate {
  // a role may stand at the path of what has it
  const namesakes = candidates.filter((candidate) => candidate.path === path);
  const found = namesakes.find(({ onlyByName }) => !onlyByName) ?? namesakes[0];
  if (found !== undefined) {
    return found;
  }
  const services = candidates.filter(({ isService }) => isService).map((each) => each.path);
  const others = candidates.filter(({ isService, onlyByName }) => !isService && !onlyByName).map((each) => `${each.path} (${each.kind})`);
  const some = [...services, ...others];
  throw new KitError(`the assembly has no service ${path}; it has ${some.length === 0 ? 'none' : some.join(', ')}`);
}

function usesTables({ role }: ServiceBlueprint): boolean {
  return role.statements.some(({ effect, actions, notActions }) =>
    effect === 'Allow' && (notActions !== undefined || actions?.some(concernsDynamoDb) === true));
}

/** Only a task has containers. */
export function refuseContainer(container: string | undefined, resource: Resource): void {
  if (container !== undefined) {
    throw new KitError(`${displayPath(resource)} has no containers, got --container ${container}; leave it out`);
  }
}
