import { AssemblyQuestion, checkAssembly } from './assembly';
import { checkCommand } from './command';
import { Finding } from './finding';
import { checkData, checkEndpoint, checkPort } from './places';
import { checkNode, checkPackages } from './versions';

interface Question extends AssemblyQuestion {
  readonly command: readonly string[];
  /** Ports on which the kit would listen. */
  readonly ports: readonly number[];
  readonly endpoint?: string;
  readonly directory?: string;
}

/** Looks at everything that the kit needs. */
export async function examine(question: Question): Promise<Finding[]> {
  const { command, ports, endpoint, directory } = question;
  return [
    checkNode(),
    ...checkPackages(process.cwd()),
    ...checkAssembly(question),
    checkCommand(command),
    ...await Promise.all(ports.map(checkPort)),
    ...endpoint === undefined ? [] : [await checkEndpoint(endpoint)],
    ...directory === undefined ? [] : [checkData(directory)],
  ];
}
