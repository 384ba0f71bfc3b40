import { App, CfnResource } from 'aws-cdk-lib/core';

/** Prints how much an app defines, where the last argument asks for it. */
export function printCounts(app: App): void {
  if (process.argv[process.argv.length - 1] !== 'count') {
    return;
  }
  const all = app.node.findAll();
  console.log(JSON.stringify({ constructs: all.length, resources: all.filter((each) => CfnResource.isCfnResource(each)).length }));
}
