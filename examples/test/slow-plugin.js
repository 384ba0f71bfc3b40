'use strict';
// a plugin that takes longer to load than an answer of the metadata service is waited for; nothing else runs meanwhile
const Module = require('node:module');

const load = Module._load;
Module._load = function (request, ...rest) {
  if (request === '@fastify/session') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
  return load.call(this, request, ...rest);
};
