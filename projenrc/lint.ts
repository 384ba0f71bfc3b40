import { awscdk } from 'projen';
import { zones } from './floors';

const ROOMS_ABOVE = ['test', 'local/test', 'tools', 'docs', 'examples', 'conformance', 'rehearsal', 'bench', 'projenrc'].map((room) => `./${room}`);

/** One TypeScript project for every file that is linted, and the few rules in which the house differs from projen. */
export function configureLint(project: awscdk.AwsCdkConstructLibrary): void {
  project.tsconfigDev.addInclude('.projenrc.ts');
  project.tsconfigDev.addExclude('local/lib');
  project.tsconfigDev.addExclude('**/cdk.out');
  project.tsconfigDev.file.addOverride('compilerOptions.paths', { 'cdk-dynamodb-sessions': ['./src/index.ts'] });

  // projen's own setting looks for a tsconfig.json beside each file
  const eslintrc = project.tryFindObjectFile('.eslintrc.json')!;
  eslintrc.addOverride('parserOptions', { projectService: undefined, project: './tsconfig.dev.json' });
  eslintrc.addOverride('settings.import/resolver.typescript.project', './tsconfig.dev.json');
  // the examples import the library by the name that their readers install
  eslintrc.addOverride('settings.import/internal-regex', '^cdk-dynamodb-sessions$');
  project.eslint!.addRules({
    '@stylistic/object-property-newline': ['off'],
    // one dialect: braces around every body, operators at the end of a line
    'curly': ['error', 'all'],
    '@stylistic/brace-style': ['error', '1tbs', { allowSingleLine: false }],
    '@stylistic/block-spacing': ['error', 'always'],
    '@stylistic/operator-linebreak': ['error', 'after', { overrides: { '?': 'before', ':': 'before', '|': 'before' } }],
    '@stylistic/arrow-parens': ['error', 'always'],
    '@stylistic/max-len': ['error', { code: 150, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true }],
    'import/order': ['error', { groups: ['builtin', 'external', ['internal', 'parent', 'sibling', 'index']] }],
    'import/no-restricted-paths': ['error', { zones: [...zones(), { target: ['./src', './local/src'], from: ROOMS_ABOVE, message: 'the packages import nothing else of this repository' }] }],
    'import/no-cycle': ['error', { ignoreExternal: true, disableScc: true }],
    'import/no-extraneous-dependencies': ['error', { devDependencies: true, packageDir: ['.', './local', './examples/express'] }],
  });
  // `import/no-cycle` does not follow `import type`, so that a circle of types would go unseen
  project.eslint!.addOverride({
    files: ['src/**/*.ts', 'local/src/**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { prefer: 'no-type-imports' }],
      '@typescript-eslint/naming-convention': ['error', {
        selector: 'variable', modifiers: ['const', 'global'], types: ['string', 'number', 'boolean', 'array'], format: ['UPPER_CASE'],
      }],
    },
  });
  project.eslint!.addOverride({
    files: ['src/**/*.ts'],
    rules: { 'import/no-extraneous-dependencies': ['error', { devDependencies: false, peerDependencies: true }] },
  });
}
