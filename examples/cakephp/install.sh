#!/bin/sh
# run once by the instance's user data, with the ARN of the salt: installs Apache and PHP-FPM for the app
# beside this script; cdk-dynamodb-sessions hands PHP-FPM the session variables
set -eu
app=$(cd "$(dirname "$0")" && pwd)
test -f "$app/vendor/autoload.php" || { echo 'vendor is missing: run composer install before cdk deploy' >&2; exit 1; }

# APCu keeps the role's credentials between requests, in memory
dnf install -y httpd php8.4-fpm php8.4-cli php8.4-opcache php8.4-xml php8.4-mbstring php8.4-intl php8.4-pecl-apcu
chown -R apache:apache "$app/tmp"

# the same on every server: it signs cookies
salt=$(aws secretsmanager get-secret-value --region "$AWS_REGION" --secret-id "$1" --query SecretString --output text)
install -m 640 -o root -g apache /dev/null "$app/config/app_local.php"
printf "<?php return ['Security' => ['salt' => '%s']];\n" "$salt" > "$app/config/app_local.php"

cat > /etc/httpd/conf.d/profile-app.conf <<CONF
DocumentRoot $app/webroot
<Directory $app/webroot>
  Require all granted
  FallbackResource /index.php
  <FilesMatch "\.php$">
    SetHandler "proxy:unix:/run/php-fpm/www.sock|fcgi://localhost"
  </FilesMatch>
</Directory>
CONF
systemctl enable --now php-fpm httpd
