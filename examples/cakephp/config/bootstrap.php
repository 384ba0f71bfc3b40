<?php

use Cake\Cache\Cache;
use Cake\Core\Configure;
use Cake\Core\Configure\Engine\PhpConfig;
use Cake\Error\ErrorTrap;
use Cake\Error\ExceptionTrap;
use Cake\Log\Log;
use Cake\Utility\Security;

require __DIR__ . '/paths.php';
require CORE_PATH . 'config' . DS . 'bootstrap.php';
require CAKE . 'functions.php'; // h(), env() and the like without a namespace

Configure::config('default', new PhpConfig());
Configure::load('app', 'default', false);
if (file_exists(CONFIG . 'app_local.php')) {
    Configure::load('app_local');
}

date_default_timezone_set(Configure::read('App.defaultTimezone'));
mb_internal_encoding(Configure::read('App.encoding'));
ini_set('intl.default_locale', Configure::read('App.defaultLocale'));

// the load balancer ends TLS and tells so, nothing else can reach this server: addresses and cookies depend on it
if (env('HTTP_X_FORWARDED_PROTO') === 'https') {
    $_SERVER['HTTPS'] = 'on';
}

(new ErrorTrap(Configure::read('Error')))->register();
(new ExceptionTrap(Configure::read('Error')))->register();

Security::setSalt((string)Configure::consume('Security.salt'));
Cache::setConfig(Configure::consume('Cache'));
Log::setConfig(Configure::consume('Log'));
