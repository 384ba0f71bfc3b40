// aws-cdk-lib and constructs are loaded once per worker, outside of jest's module registry, and shared by the test files of the worker:
// jest would load and link them anew for each, which takes 2 to 3 s. `shared.js` puts the shared module in the place of each file.
const { TestEnvironment } = require('jest-environment-node');

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.requireShared = require;
    // the shared modules read the variables that a test file sets; the next file finds them as they were
    this.variables = { ...process.env };
    // aws-cdk-lib's template validator costs 1 to 2 s and 300 MiB; test/rules/validation.test.ts alone runs with it, and strict
    process.env.CDK_VALIDATION = 'false';
    this.global.process.env = process.env;
  }

  async teardown() {
    await super.teardown();
    for (const name of Object.keys(process.env)) {
      delete process.env[name];
    }
    Object.assign(process.env, this.variables);
  }
};
