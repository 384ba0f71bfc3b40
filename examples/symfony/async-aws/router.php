<?php

// for PHP's own web server: files of public are sent as they are, everything else is the application's
if (is_file(__DIR__.'/public'.parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH))) {
    return false;
}

// Fargate gives tasks no token, the local kit does; AsyncAws takes one from a file alone
if ($token = getenv('AWS_CONTAINER_AUTHORIZATION_TOKEN')) {
    $file = __DIR__.'/var/token-'.hash('sha256', $token);
    if (!is_file($file)) {
        @mkdir(__DIR__.'/var', 0700);
        $new = tempnam(__DIR__.'/var', 'token-'); // mode 0600 from the start
        file_put_contents($new, $token);
        rename($new, $file);
    }
    putenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=$file");
}

$_SERVER['SCRIPT_NAME'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = __DIR__.'/public/index.php';
require $_SERVER['SCRIPT_FILENAME'];
