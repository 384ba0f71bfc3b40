import { awscdk, JsonPatch, YamlFile } from 'projen';

export const pullRequestTemplate = [
  'Fixes #',
  '',
  '**What does the user gain?**',
  '',
  '',
  '- [ ] A test fails without the change (break the code once and see red)',
  '- [ ] `npm test` passes; the page or doc comment that a user reads says what is new',
  '- [ ] Nothing changes in the table of `docs/decisions/0016-what-counts-as-breaking.md`, or the title has a `!`',
];

/** What GitHub does besides the workflows that projen writes by itself. */
export function configureWorkflows(project: awscdk.AwsCdkConstructLibrary, node: { readonly oldest: string; readonly build: string }): void {
  const tools = (version: string) => ({ checkoutRepo: true, tools: { node: { version } } });
  // a merge waits for these jobs as well: projen asks for each one of the build
  project.buildWorkflow!.addPostBuildJobCommands('everything', ['.ci/run'], tools(node.build));
  project.buildWorkflow!.addPostBuildJobCommands('floor', ['npx projen test:floor'], { ...tools(node.oldest), installDeps: true });
  publishKit(project);
  addIssueForms(project);
}

/** The library's tarball alone is what other jobs unpack, so that the kit is packed where npm packages are published. */
function publishKit(project: awscdk.AwsCdkConstructLibrary): void {
  const pack = 'cd .repo && npx projen package:js';
  const withKit = (job: string, step: number) => [
    JsonPatch.test(`/jobs/${job}/steps/${step}/run`, pack),
    JsonPatch.replace(`/jobs/${job}/steps/${step}/run`, `${pack} && npx projen package:local`),
  ];
  project.tryFindObjectFile('.github/workflows/build.yml')!.patch(...withKit('package-js', 7));
  project.tryFindObjectFile('.github/workflows/release.yml')!.patch(
    ...withKit('release_npm', 7),
    // the publisher's default is the same address, and this repository names no registry
    JsonPatch.remove('/jobs/release_npm/steps/9/env/NPM_REGISTRY'));
}

function addIssueForms(project: awscdk.AwsCdkConstructLibrary): void {
  const text = (type: 'input' | 'textarea', id: string, label: string, description: string, required = true) =>
    ({ type, id, attributes: { label, description }, validations: { required } });
  const form = (name: string, obj: object) => new YamlFile(project, `.github/ISSUE_TEMPLATE/${name}.yml`, { obj });

  form('bug', {
    name: 'Bug', description: 'Something is not as the documentation says', labels: ['bug'],
    body: [
      text('textarea', 'what', 'What happens, and what should', 'The message with its construct path; without session ids, account numbers and keys.'),
      text('textarea', 'app', 'A few lines of the app that show it', 'The construct and its props; for the local kit the command line.'),
      {
        type: 'dropdown', id: 'language', validations: { required: true },
        attributes: { label: 'Language of the CDK app', options: ['TypeScript', 'JavaScript', 'Python', 'Java', 'C# or F#', 'Go'] },
      },
      text('input', 'versions', 'Versions', 'cdk-dynamodb-sessions, aws-cdk-lib, Node.js'),
      text('input', 'client', 'Session client', 'The preset and the version of the client, such as SessionStore.laravel() with 12.72.0', false),
      text('input', 'warnings', 'Ids of warnings', 'What `cdk synth` prints in brackets: cdk-dynamodb-sessions:…', false),
    ],
  });
  form('feature', {
    name: 'Feature', description: 'Something that you cannot do, or not easily', labels: ['enhancement'],
    body: [
      text('textarea', 'goal', 'What do you want to do?', 'The goal, not the prop: who is logged out, what costs too much.'),
      text('textarea', 'today', 'How do you do it today?', 'An escape hatch, another construct, by hand, not at all.', false),
      text('input', 'client', 'Session client', 'For a new preset: the package, its version, where its source is.', false),
    ],
  });
  form('config', {
    blank_issues_enabled: true,
    contact_links: [{
      name: 'Vulnerability', about: 'Please report it privately',
      url: 'https://github.com/cdk-dynamodb-sessions/cdk-dynamodb-sessions/security/advisories/new',
    }],
  });
}
