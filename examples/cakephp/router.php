<?php

// for PHP's own webroot server: files of webroot are sent as they are, everything else is the application's
if (is_file(__DIR__ . '/webroot' . parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH))) {
    return false;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = __DIR__ . '/webroot/index.php';
require $_SERVER['SCRIPT_FILENAME'];
