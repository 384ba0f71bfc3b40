/** Mistakes that the library could make, as sed commands on the script that it writes: each must turn the rehearsal red. */
const breaks: Readonly<Record<string, string>> = {
  'environment-file': 's/> environment$/> environment.wrong/',
  'quoting': 's/ variables > environment$/ variables | tr -d "\\\\\\\\" > environment/',
  'systemd': 's|/etc/systemd/system/service.d|/etc/systemd/system/services.d|',
  'reboot': 's|/etc/systemd/system/service.d|/run/systemd/system/service.d|',
  'restart': 's/do systemctl restart/do true/',
  'login': 's|> /etc/profile.d/.*|> /dev/null|',
  'cron': 's|> /etc/environment$|> /dev/null|',
  'php-fpm': 's|^    sed .*env\\[.*|    :|',
  'apachectl': 's|>> /etc/apache2/envvars|> /dev/null|',
  'twice': 's|^{ sed .* /etc/environment$|{ cat /etc/environment|',
  'permissions': 's/umask 022/umask 077/',
};

export const breakNames = Object.keys(breaks);

/** User data whose script makes the mistake. */
export function breakUserData(userData: string, name: string): string {
  const before = /^chmod 755 \/etc\/cdk-dynamodb-sessions\/apply$/m;
  if (!before.test(userData)) throw new Error('the user data no longer makes its script executable where --break expects it');
  return userData.replace(before, (line) => `sed -i '${breaks[name]}' /etc/cdk-dynamodb-sessions/apply\n${line}`);
}
