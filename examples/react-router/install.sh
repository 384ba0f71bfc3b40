#!/bin/sh
# run once by the instance's user data, with the ARN of the cookie secret: installs Node.js and the packages, then
# starts the app as a service; systemd hands it the session variables that cdk-dynamodb-sessions has delivered
set -eu
cd "$(dirname "$0")"

dnf install -y nodejs22 nodejs22-npm
npm-22 install --omit=dev --no-audit --no-fund

# the same secret on every server, in a file for root and systemd only
secret=$(aws secretsmanager get-secret-value --region "$AWS_REGION" --secret-id "$1" --query SecretString --output text)
install -m 600 /dev/null /etc/profile-app.env
echo "SESSION_SECRET=$secret" > /etc/profile-app.env

# HOST: the load balancer comes from outside, so the app must not listen on the loopback interface alone
cat > /etc/systemd/system/profile-app.service <<'UNIT'
[Unit]
Description=Profile app
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/bin/node-22 /opt/profile-app/server.mjs
Environment=NODE_ENV=production HOST=0.0.0.0 PORT=3000
EnvironmentFile=/etc/profile-app.env
DynamicUser=yes
Restart=always

[Install]
WantedBy=multi-user.target
UNIT
systemctl daemon-reload
systemctl enable --now profile-app
