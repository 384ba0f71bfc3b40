import { App, Stack } from 'aws-cdk-lib/core';
import { SessionTable } from '../../src';
import { printCounts } from './count';

const app = new App();
const stack = new Stack(app, 'Tables');
for (let i = 0; i < Number(process.argv[2]); i++) {
  new SessionTable(stack, `Sessions${i}`);
}
app.synth();
printCounts(app);
