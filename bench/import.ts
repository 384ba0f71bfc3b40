import { sep } from 'node:path';
import { Build } from './build';
import { Sample, sample } from './sample';
import { median, pairs, printGoal, printSpread } from './statistics';

/** Loading the library touches only the index files of aws-cdk-lib, which load the rest on first use. */
export function importTime(build: Build, count: number): boolean {
  const library = () => sample(build, 'import', build.library);
  const peers = files(library()).filter((file) => file.split(sep).includes('node_modules'));
  const indexes = peers.filter(isIndex).map(specifier);
  const implementation = peers.filter((file) => isAwsCdkLib(file) && !isIndex(file));
  implementation.forEach((file) => console.log(`  loads ${file}`));
  console.log(`  loads ${indexes.length} index files of aws-cdk-lib and constructs`);
  const holds = printGoal('implementation files of aws-cdk-lib', implementation.length, 0, 0);

  const measured = pairs(count, library, () => sample(build, 'import', ...indexes));
  const took = (one: Sample): number => JSON.parse(one.stdout).ms;
  printSpread('load the library, ms', measured.map(({ a }) => took(a)), 1);
  printSpread('load the same index files alone, ms', measured.map(({ b }) => took(b)), 1);
  const extraMs = median(measured.map(({ a, b }) => took(a) - took(b)));
  console.log(`  extra: ${extraMs.toFixed(1)} ms (aim 3 ms; no goal, since milliseconds differ by machine)`);
  return holds;
}

function files(one: Sample): string[] {
  return JSON.parse(one.stdout).files;
}

function isAwsCdkLib(file: string): boolean {
  return file.split(sep).includes('aws-cdk-lib');
}

/** As the library asks for it, so that both sides pay for finding the package. */
function specifier(index: string): string {
  const [name, submodule] = index.slice(index.lastIndexOf('node_modules')).split(sep).slice(1);
  return name === 'aws-cdk-lib' ? `${name}/${submodule}` : name;
}

/** `aws-cdk-lib/core/index.js`, `aws-cdk-lib/aws-ec2/index.js`, and the entry of constructs. */
function isIndex(file: string): boolean {
  const path = file.slice(file.lastIndexOf('node_modules')).split(sep);
  return path[1] === 'aws-cdk-lib' ? path.length === 4 && path[3] === 'index.js' : path.slice(1).join('/') === 'constructs/lib/index.js';
}
