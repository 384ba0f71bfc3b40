import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import { LoadBalancedSessionService } from '../src';
import { awkwardValues, tableAddress } from './values';

/** The service whose user data is rehearsed; the folder for its cloud assembly is the only argument. */
const app = new App({ outdir: process.argv[2], analyticsReporting: false });
const userData = ec2.UserData.forLinux();
userData.addCommands(
  'cat /proc/self/environ > /var/lib/rehearsal/own-commands',
  'systemctl enable --now started-later',
  // as most user data does; the other machines have their web server in the image
  'if command -v dnf > /dev/null; then dnf install -y httpd php-fpm; systemctl enable --now httpd php-fpm; fi',
);

new LoadBalancedSessionService(new Stack(app, 'Rehearsal'), 'Web', {
  machineImage: ec2.MachineImage.fromSsmParameter('/aws/service/debian/release/12/latest/amd64'),
  environment: { ...awkwardValues, AWS_ENDPOINT_URL_DYNAMODB: `http://${tableAddress}` },
  userData,
  restartServices: ['worker'],
  healthCheck: { timeout: Duration.seconds(2) },
});
app.synth();
