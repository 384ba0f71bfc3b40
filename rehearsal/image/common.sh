# runs in a machine's root folder before its first boot: what a team bakes into its image
set -eu
chmod -R a+rX /opt/profile-app /srv/rehearsal
mkdir -p /var/lib/rehearsal
useradd --create-home --shell /bin/bash ada

cat > /srv/rehearsal/environment.php <<'PHP'
<?php
header('Content-Type: application/json');
echo json_encode(getenv(), JSON_THROW_ON_ERROR);
PHP

# services of the image: `worker` is named in restartServices, `bystander` is not, user data starts `started-later`
for unit in worker bystander started-later; do
  cat > "/etc/systemd/system/$unit.service" <<UNIT
[Service]
ExecStart=/usr/bin/sleep infinity
[Install]
WantedBy=multi-user.target
UNIT
done
systemctl --quiet enable worker bystander

cat > /etc/cron.d/rehearsal <<'CRON'
* * * * * ada cat /proc/self/environ > /tmp/cron-minute.new && mv /tmp/cron-minute.new /tmp/cron-minute
@reboot ada cat /proc/self/environ > /tmp/cron-reboot.new && mv /tmp/cron-reboot.new /tmp/cron-reboot
CRON
# a minute of cron's clock lasts three seconds, so that nobody waits for its next one
mkdir /etc/systemd/system/cron.service.d
cat > /etc/systemd/system/cron.service.d/clock.conf <<CONF
[Service]
Environment=LD_PRELOAD=$(ls /usr/lib/*/faketime/libfaketime.so.1) "FAKETIME=+0 x20"
CONF

cat > /etc/cloud/cloud.cfg.d/99-rehearsal.cfg <<'CFG'
datasource_list: [NoCloud]
network: {config: disabled}
locale: false
CFG
systemctl --quiet disable apache2 nginx php8.2-fpm
