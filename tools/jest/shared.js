// stands in for each file of aws-cdk-lib and constructs: the module that `environment.js` loaded for the whole worker
const { createHash } = require('node:crypto');

const codeFor = (file) => `module.exports = requireShared(${JSON.stringify(file)});`;

module.exports = {
  process: (_, file) => ({ code: codeFor(file) }),
  getCacheKey: (_, file) => createHash('sha256').update(codeFor(file)).digest('hex'),
};
