// the built-in template validator costs 1 to 2 s and 300 MiB per test file; test/rules/validation.test.ts alone runs with it, and strict
process.env.CDK_VALIDATION ??= 'false';
