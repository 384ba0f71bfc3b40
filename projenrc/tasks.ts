import { awscdk } from 'projen';

/** Rooms of `test/` that are not about the library itself: `npm test` runs `docs`, `npm run verify` the others. */
const NOT_UNIT = 'test/(rules|policy|fuzz|docs)/';

/** What people run: `npm test` before a commit, `npm run verify` for everything else; the build runs the library's tests alone. */
export function configureTasks(project: awscdk.AwsCdkConstructLibrary): void {
  const task = (name: string, description: string, exec: string) => project.addTask(name, { description, exec, receiveArgs: true });
  task('demo', 'Run an example on this computer: table, policy, two servers, load balancer', 'tsx examples/demo.ts');
  // a pattern may follow the last option only, since the others take as many values as there are
  const unit = task('test:unit', 'The library, or one room: `npm run test:unit -- test/table`', `jest --roots test --testPathIgnorePatterns '${NOT_UNIT}' --ci`);
  task('verify', 'Everything else that this computer can run: rules, fuzz, policy proof, conformance, rehearsal, floor, packages', 'node tools/checks/verify.mjs');
  task('fuzz', 'Random props: an error for people, or a template that keeps every promise; prints its seed', 'tsx test/fuzz/run.ts');
  task('findings', 'Write the tables of docs/evidence/rule-packs.md from what the rule packs find', 'tsx tools/findings/write.ts');
  task('test:floor', 'Compile and test against the oldest aws-cdk-lib that package.json allows', 'node tools/checks/floor.mjs');
  task('rehearse:ec2', 'The synthesized user data on machines that boot', 'tsx rehearsal/ec2.ts');
  task('conformance', 'Every client through one script under the enforced policy', 'tsx conformance/run.ts');
  task('draw', 'Draw docs/images/architecture-*.svg from the synthesized templates', 'tsx tools/drawing/draw.ts');
  task('changes', 'Write the tables of docs/reference/what-a-change-replaces.md from what changes of props do to the templates', 'tsx tools/changes/write.ts');
  task('bench', 'Performance as ratios in one run', 'tsx bench/run.ts');
  project.tasks.tryFind('compat')!.reset('node tools/checks/compat.mjs', { receiveArgs: true });
  project.setScript('test', 'node tools/checks/test.mjs');
  // not through the task: projen passes no signal on, and what it has started would outlive it
  project.setScript('demo', 'node --import tsx examples/demo.ts');

  project.testTask.reset();
  project.testTask.spawn(unit, { receiveArgs: true });
  project.testTask.exec('tsc --noEmit -p tsconfig.dev.json');
  project.testTask.spawn(project.tasks.tryFind('eslint')!);

  project.compileTask.prependExec('node -e "fs.rmSync(\'lib\', { recursive: true, force: true })"');
  project.compileTask.exec('node projenrc/bundle.mjs lib');
  project.package.addField('jsiiRosetta', { strict: true });
  project.postCompileTask.exec('jsii-rosetta extract --strict --output .jsii.tabl.json .jsii');

  // the jobs that package other languages have the npm package alone, which lacks the translated samples
  const samples = 'jsii-rosetta extract --strict --cache .jsii.tabl.json .jsii';
  for (const language of ['java', 'python', 'dotnet', 'go']) {
    const pacmak = language === 'go' ? 'node projenrc/package-go.mjs' : `jsii-pacmak --target ${language}`;
    const packaging = project.tasks.tryFind(`package:${language}`)!;
    packaging.reset(samples);
    packaging.exec(`${pacmak} -v --rosetta-unknown-snippets fail`, { receiveArgs: true });
  }
  task('package:local', 'The local kit beside the library in dist/js, with its version', 'node projenrc/package-local.mjs');

  // the other languages need their toolchains: `npx projen package-all`
  project.packageTask.reset();
  project.packageTask.spawn(project.tasks.tryFind('compat')!); // before there is a package that could be published
  project.packageTask.spawn(project.tasks.tryFind('package:js')!);
}
