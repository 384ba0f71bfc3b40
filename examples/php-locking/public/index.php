<?php

declare(strict_types=1);

use Aws\DynamoDb\DynamoDbClient;
use ProfileApp\Application;
use ProfileApp\ServerName;
use ProfileApp\Session;
use ProfileApp\SharedCache;
use ProfileApp\StrictSessionHandler;

$path = strtok($_SERVER['REQUEST_URI'], '?');

// PHP's own web server sends these files if told so; Apache and nginx never ask us
if (PHP_SAPI === 'cli-server' && in_array($path, ['/ping.html', '/style.css'], true)) {
    return false;
}

ini_set('display_errors', '0');
ini_set('log_errors', '1');
require __DIR__ . '/../vendor/autoload.php';

$cache = new SharedCache(__DIR__ . '/../var/cache');

$session = new Session(
    // called at most once in a request, and only for visitors with a cookie and at login
    handler: fn () => StrictSessionHandler::fromClient(
        new DynamoDbClient([
            'region' => getenv('AWS_REGION'),
            'credentials' => $cache, // the role's credentials, asked for once and kept between requests
            'http' => ['connect_timeout' => 2, 'timeout' => 5],
            'retries' => ['mode' => 'standard', 'max_attempts' => 3],
        ]),
        [
            'table_name' => getenv('DYNAMODB_SESSION_TABLE_NAME')
                ?: throw new RuntimeException('DYNAMODB_SESSION_TABLE_NAME is missing: set it to the name of the session table'),
            'locking' => true, // requests of one visitor wait for each other; other names of this option are ignored silently
            'session_lifetime' => (int) (getenv('DYNAMODB_SESSION_LIFETIME') ?: 3600),
        ],
    ),
    // the load balancer ends TLS and tells so; nothing else can reach this server
    secure: ($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https',
);

(new Application($session, new ServerName($cache)))->handle($_SERVER['REQUEST_METHOD'], $path)->send();
