import { App, AppProps } from 'aws-cdk-lib/core';

/** An app that is only read: it writes no tree, and captures no stack trace for each resource, which costs a quarter of a synthesis. */
export function appIn(outdir: string, props: AppProps = {}): App {
  const context = { 'aws:cdk:disable-creation-stack-traces': true, ...props.context };
  return new App({ outdir, treeMetadata: false, analyticsReporting: false, ...props, context });
}
