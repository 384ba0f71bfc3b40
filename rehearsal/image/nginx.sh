# Debian's nginx and PHP-FPM, whose pool is as the package made it
cat > /etc/nginx/sites-available/default <<'CONF'
server {
  listen 80 default_server;
  root /opt/profile-app/public;
  location / { try_files $uri /index.php?$query_string; }
  location /rehearsal/ { root /srv; location ~ \.php$ { include snippets/fastcgi-php.conf; fastcgi_pass unix:/run/php/php8.2-fpm.sock; } }
  location ~ \.php$ { include snippets/fastcgi-php.conf; fastcgi_pass unix:/run/php/php8.2-fpm.sock; }
}
CONF
systemctl --quiet enable nginx php8.2-fpm
