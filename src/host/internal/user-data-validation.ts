import { Token } from 'aws-cdk-lib/core';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { withoutTokens } from '../../validation/names';

/** What EC2 takes, before it is encoded. */
const MAX_BYTES = 16384;

/** What is wrong with a user's own user data; undefined when ours can be put around it. */
export function userDataProblem(own: ec2.UserData, prop = 'userData'): string | undefined {
  const firstLine = own.render().split('\n', 1)[0];
  if (Token.isUnresolved(firstLine) || /^#!\s*\/(usr\/)?bin\/(env\s+)?(ba|da)?sh\b/.test(firstLine)) {
    return undefined;
  }
  return `\`${prop}\` must be a shell script that begins with '#!/bin/bash' or '#!/bin/sh', got: '${firstLine}'; use UserData.forLinux()`;
}

/**
 * What is known of the size decides; the rest comes at deployment.
 *
 * @param more commands that are to be added
 */
export function userDataSizeProblem(userData: ec2.UserData, more: string[] = []): string | undefined {
  const bytes = Buffer.byteLength(withoutTokens([userData.render(), ...more].join('\n'), ''));
  if (bytes <= MAX_BYTES) {
    return undefined;
  }
  return `\`userData\` must fit into the ${MAX_BYTES} bytes that EC2 takes, our commands and the environment included, got: ${bytes}; ` +
    'put the script into S3 and run it with addS3DownloadCommand and addExecuteFileCommand';
}
