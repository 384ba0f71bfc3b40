const APPLY = '/etc/cdk-dynamodb-sessions/apply';

/** Mistakes that the library could make in the script that it writes, as sed commands: each must turn the rehearsal red. */
export const breaks: Readonly<Record<string, string>> = {
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

/** The script does not run again after the user's own commands. */
const SECOND_RUN = 'second-run';

export const breakNames = [...Object.keys(breaks), SECOND_RUN];

/** User data that makes the mistake. */
export function breakUserData(userData: string, name: string): string {
  return name === SECOND_RUN
    ? replaced(userData, `status=$?\n${APPLY}\n`, 'status=$?\n')
    : replaced(userData, `chmod 755 ${APPLY}\n`, `sed -i '${breaks[name]}' ${APPLY}\nchmod 755 ${APPLY}\n`);
}

function replaced(userData: string, line: string, instead: string): string {
  if (!userData.includes(line)) {
    throw new Error(`the user data no longer has ${JSON.stringify(line)}, where --break expects it`);
  }
  return userData.replace(line, () => instead);
}
