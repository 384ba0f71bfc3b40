# Debian's Apache with mod_php
cat > /etc/apache2/sites-available/000-default.conf <<'CONF'
ServerName localhost
<VirtualHost *:80>
  DocumentRoot /opt/profile-app/public
  <Directory /opt/profile-app/public>
    Require all granted
    FallbackResource /index.php
  </Directory>
  Alias /rehearsal /srv/rehearsal
  <Directory /srv/rehearsal>
    Require all granted
  </Directory>
</VirtualHost>
CONF
systemctl --quiet enable apache2
