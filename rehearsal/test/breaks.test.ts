// `npm run rehearse:ec2 -- --break NAME` proves that a mistake is seen; here, that each is still a mistake
import { spawnSync } from 'child_process';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { sessionUserData } from '../../src/host/internal/user-data';
import { breakNames, breaks, breakUserData } from '../breaks';

const own = ec2.UserData.forLinux();
own.addCommands('true');
const userData = sessionUserData({ AWS_REGION: 'eu-west-1' }, own).render();
const script = /^cat > \/etc\/cdk-dynamodb-sessions\/apply <<'(\w+)'\n([^]*?)^\1$/m.exec(userData)![2];

test.each(breakNames)('%s changes the user data', (name) => {
  expect(breakUserData(userData, name)).not.toBe(userData);
});

test.each(Object.entries(breaks))('%s changes the script', (_, command) => {
  const { status, stdout } = spawnSync('sed', [command], { input: script, encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).not.toBe(script);
});

test('fails if the user data has no such line', () => {
  expect(() => breakUserData('#!/bin/bash', 'cron')).toThrow('the user data no longer has "chmod 755 /etc/cdk-dynamodb-sessions/apply\\n"');
});
