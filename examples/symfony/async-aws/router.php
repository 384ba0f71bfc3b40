<?php

// for PHP's own web server: files of public are sent as they are, everything else is the application's
if (is_file(__DIR__.'/public'.parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH))) {
    return false;
}

$_SERVER['SCRIPT_NAME'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = __DIR__.'/public/index.php';
require $_SERVER['SCRIPT_FILENAME'];
