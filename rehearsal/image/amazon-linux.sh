# stand-in for Amazon Linux 2023: its paths and unit names around Debian's own Apache and PHP-FPM
mkdir -p /etc/httpd/conf /etc/httpd/conf.d /etc/php-fpm.d
cat > /etc/httpd/conf/httpd.conf <<'CONF'
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
cat > /etc/httpd/conf.d/php.conf <<'CONF'
<FilesMatch "\.php$">
  SetHandler "proxy:unix:/run/php-fpm/www.sock|fcgi://localhost"
</FilesMatch>
CONF
cat > /etc/php-fpm.conf <<'CONF'
include=/etc/php-fpm.d/*.conf
[global]
error_log = /var/log/php-fpm.log
CONF
cat > /etc/php-fpm.d/www.conf <<'CONF'
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
cat > /etc/systemd/system/httpd.service <<'UNIT'
[Service]
ExecStart=/usr/sbin/apache2 -DFOREGROUND -f /etc/httpd/conf/httpd.conf
[Install]
WantedBy=multi-user.target
UNIT
cat > /etc/systemd/system/php-fpm.service <<'UNIT'
[Service]
Type=notify
RuntimeDirectory=php-fpm
ExecStart=/usr/sbin/php-fpm8.2 --nodaemonize --fpm-config /etc/php-fpm.conf
[Install]
WantedBy=multi-user.target
UNIT
systemctl --quiet enable httpd php-fpm
