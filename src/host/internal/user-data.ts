import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Token } from 'aws-cdk-lib/core';
import { delivery, READ } from './delivery-script';

interface UserDataOptions {
  /** Commands that run before the variables are delivered. */
  readonly before?: ec2.UserData;
  /** Further units that see the variables only after a restart. */
  readonly restartServices?: string[];
}

/**
 * User data that gives the environment to every process of the instance, then runs the user's own commands.
 *
 * The user's commands see the variables too. They run in a subshell, so that an `exit` or a failure of theirs does not
 * keep a web server that they installed from the variables; their exit status stays the script's. Options of their
 * first line, such as `-e`, hold for them alone.
 */
export function sessionUserData(environment: Record<string, string>, own: ec2.UserData, options: UserDataOptions = {}): ec2.UserData {
  // defined here because extending a class of aws-cdk-lib at the top of a file would load it at import
  class SessionUserData extends ec2.UserData {
    public addCommands(...commands: string[]): void {
      own.addCommands(...commands);
    }

    public addOnExitCommands(...commands: string[]): void {
      own.addOnExitCommands(...commands);
    }

    public addS3DownloadCommand(params: ec2.S3DownloadOptions): string {
      return own.addS3DownloadCommand(params);
    }

    public addExecuteFileCommand(params: ec2.ExecuteFileOptions): void {
      own.addExecuteFileCommand(params);
    }

    public addSignalOnExitCommand(resource: Parameters<ec2.UserData['addSignalOnExitCommand']>[0]): void {
      own.addSignalOnExitCommand(resource);
    }

    public render(): string {
      const before = options.before ? subshell(options.before) : [];
      const after = subshell(own, READ);
      return [
        '#!/bin/bash',
        ...(before.length > 0 ? [...before, 'before=$?'] : []),
        ...delivery(environment, options.restartServices),
        ...(after.length > 0 ? [...after, 'status=$?', '/etc/cdk-dynamodb-sessions/apply'] : []),
        ...exit(before.length > 0, after.length > 0),
      ].join('\n');
    }
  }
  return new SessionUserData();
}

/** A script as commands in a subshell with its own options; nothing when it has no commands. */
function subshell(script: ec2.UserData, ...first: string[]): string[] {
  const [shebang, ...rest] = script.render().split('\n');
  // a first line that is known only at deployment may hold the whole script
  const body = Token.isUnresolved(shebang) ? [shebang, ...rest] : rest;
  const flags = / (-[aefuvxE]+)\s*$/.exec(shebang)?.[1];
  if (body.every((line) => line.trim() === '')) {
    return [];
  }
  return ['(', ...first, ...(flags ? [`set ${flags}`] : []), ...body, ')'];
}

/** The first failure of the user's commands is the script's. */
function exit(before: boolean, after: boolean): string[] {
  if (before && after) {
    return ['[ $before -ne 0 ] && exit $before', 'exit $status'];
  }
  return before ? ['exit $before'] : after ? ['exit $status'] : [];
}
