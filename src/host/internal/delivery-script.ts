const END = 'CDK_DYNAMODB_SESSIONS_END';

/** Stands in the script for further units to restart. */
const UNITS = '@units@';

/** Gives the variables to the commands that follow. */
export const READ = 'set -a; . /etc/cdk-dynamodb-sessions/environment; set +a';

/** First line of the variables; they end with END. */
const VARIABLES = `cat > /etc/cdk-dynamodb-sessions/variables <<'${END}'`;

/**
 * Turns `variables` into what each kind of process reads. Runs before and after the user's own commands, since those
 * may install the web server, and may run again at any time.
 *
 * - environment: quoted so that both systemd and a shell read it
 * - service.d: systemd gives it to every service, whatever the unit's name, also after a reboot
 * - profile.d: login shells; /etc/environment: cron, through PAM
 * - PHP-FPM clears the environment of its workers, so each pool names the variables that it passes on
 * - Debian's Apache may be started by hand or by init with an empty environment, and reads envvars
 */
const APPLY = String.raw`#!/bin/sh
# written by cdk-dynamodb-sessions: delivers the session environment to every process of this machine
set -eu
cd /etc/cdk-dynamodb-sessions
umask 022
sed -e 's/[\\"$${'`'}]/\\&/g' -e 's/^\([^=]*\)=\(.*\)$/\1="\2"/' variables > environment
mkdir -p /etc/systemd/system/service.d /etc/profile.d
printf '%s\n' '# written by cdk-dynamodb-sessions' '[Service]' 'EnvironmentFile=-/etc/cdk-dynamodb-sessions/environment' \
  > /etc/systemd/system/service.d/50-cdk-dynamodb-sessions.conf
printf '%s\n' '# written by cdk-dynamodb-sessions' 'set -a' '. /etc/cdk-dynamodb-sessions/environment' 'set +a' \
  > /etc/profile.d/cdk-dynamodb-sessions.sh
touch /etc/environment
{ sed '/^# begin cdk-dynamodb-sessions$/,/^# end cdk-dynamodb-sessions$/d' /etc/environment
  echo '# begin cdk-dynamodb-sessions'
  sed 's/^\([^=]*\)=\(.*\)$/\1="\2"/' variables
  echo '# end cdk-dynamodb-sessions'; } > environment.new
cat environment.new > /etc/environment
rm environment.new
if [ -f /etc/apache2/envvars ] && ! grep -q cdk-dynamodb-sessions /etc/apache2/envvars; then
  printf '%s\n' '# added by cdk-dynamodb-sessions' 'set -a' '. /etc/cdk-dynamodb-sessions/environment' 'set +a' >> /etc/apache2/envvars
fi
for pools in /etc/php-fpm.d /etc/php/*/fpm/pool.d; do
  [ -d "$pools" ] || continue
  out="$pools/zz-cdk-dynamodb-sessions.conf"
  rm -f "$out"
  for pool in $(sed -n 's/^[[:space:]]*\[\(.*\)\].*$/\1/p' "$pools"/*.conf 2> /dev/null | sort -u); do
    [ "$pool" = global ] && continue
    echo "; written by cdk-dynamodb-sessions"
    echo "[$pool]"
    sed 's/^\([^=]*\)=.*$/env[\1] = $\1/' variables
  done > "$out.new"
  mv "$out.new" "$out"
done
command -v systemctl > /dev/null || exit 0
systemctl daemon-reload
systemctl list-units --type=service --state=running --no-legend --plain 'php*fpm*' 'httpd*' 'apache2*'${UNITS} |
  while read -r unit _; do systemctl restart "$unit"; done`;

/** The delivery for user data that exists: commands that follow see the variables too. */
export function sessionCommands(environment: Record<string, string>, restartServices?: string[]): string[] {
  return [...delivery(environment, restartServices), READ];
}

/** The variables that a script delivers: those that were written last. */
export function deliveredBy(script: string): Record<string, string> {
  const lines = script.split('\n');
  const from = lines.lastIndexOf(VARIABLES) + 1;
  if (from === 0) {
    return {};
  }
  return Object.fromEntries(lines.slice(from, lines.indexOf(END, from)).map((line) => {
    const [name, ...value] = line.split('=');
    return [name, value.join('=')];
  }));
}

/** Writes the variables down and gives them to every process. */
export function delivery(environment: Record<string, string>, restartServices: string[] = []): string[] {
  const units = restartServices.map((unit) => ` '${unit.endsWith('.service') ? unit : `${unit}.service`}'`);
  return [
    'mkdir -p -m 755 /etc/cdk-dynamodb-sessions',
    VARIABLES,
    ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    END,
    `cat > /etc/cdk-dynamodb-sessions/apply <<'${END}'`,
    APPLY.replace(UNITS, units.join('')),
    END,
    'chmod 755 /etc/cdk-dynamodb-sessions/apply',
    '/etc/cdk-dynamodb-sessions/apply',
  ];
}
