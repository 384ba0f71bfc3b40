# stand-in for Amazon Linux 2023: its paths and unit names around Debian's own Apache and PHP-FPM, which user data installs
packages=/opt/packages
mkdir -p $packages/etc/httpd/conf $packages/etc/httpd/conf.d $packages/etc/php-fpm.d $packages/usr/lib/systemd/system
cat > $packages/etc/httpd/conf/httpd.conf <<'CONF'
ServerRoot /etc/httpd
ServerName localhost
Listen 80
User www-data
Group www-data
PidFile /run/httpd.pid
ErrorLog /var/log/httpd-error.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_fcgi_module /usr/lib/apache2/modules/mod_proxy_fcgi.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
Alias /rehearsal /srv/rehearsal
<Directory /srv/rehearsal>
  Require all granted
</Directory>
Include conf.d/*.conf
CONF
cat > $packages/etc/httpd/conf.d/php.conf <<'CONF'
<FilesMatch "\.php$">
  SetHandler "proxy:unix:/run/php-fpm/www.sock|fcgi://localhost"
</FilesMatch>
CONF
cat > $packages/etc/php-fpm.conf <<'CONF'
include=/etc/php-fpm.d/*.conf
[global]
error_log = /var/log/php-fpm.log
CONF
cat > $packages/etc/php-fpm.d/www.conf <<'CONF'
[www]
user = www-data
group = www-data
listen = /run/php-fpm/www.sock
listen.owner = www-data
pm = static
pm.max_children = 2
CONF
rm -r /etc/apache2 /etc/php/*/fpm
rm /lib/systemd/system/apache2*.service /lib/systemd/system/php*-fpm.service
cat > $packages/usr/lib/systemd/system/httpd.service <<'UNIT'
[Service]
ExecStart=/usr/sbin/apache2 -DFOREGROUND -f /etc/httpd/conf/httpd.conf
[Install]
WantedBy=multi-user.target
UNIT
cat > $packages/usr/lib/systemd/system/php-fpm.service <<'UNIT'
[Service]
Type=notify
RuntimeDirectory=php-fpm
ExecStart=/usr/sbin/php-fpm8.2 --nodaemonize --fpm-config /etc/php-fpm.conf
[Install]
WantedBy=multi-user.target
UNIT
cat > /usr/local/bin/dnf <<'DNF'
#!/bin/sh
# the packages lie in the image; dnf puts them into their places and starts nothing
[ "$*" = 'install -y httpd php-fpm' ] || { echo "dnf $*: not in the image" >&2; exit 1; }
[ -e /etc/httpd ] || cp -a /opt/packages/. /
DNF
chmod 755 /usr/local/bin/dnf
