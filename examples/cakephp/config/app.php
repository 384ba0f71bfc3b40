<?php

use Cake\Cache\Engine\ArrayEngine;
use Cake\Log\Engine\ConsoleLog;

return [
    'debug' => filter_var(env('DEBUG', 'false'), FILTER_VALIDATE_BOOLEAN),

    'App' => [
        'namespace' => 'App',
        'encoding' => 'UTF-8',
        'defaultLocale' => 'en_US',
        'defaultTimezone' => 'UTC',
        'base' => false,
        'dir' => 'src',
        'webroot' => 'webroot',
        'wwwRoot' => WWW_ROOT,
        'fullBaseUrl' => false,
        'paths' => ['templates' => [ROOT . DS . 'templates' . DS]],
    ],

    // signs the cookie with the forms' token: the same on every server
    'Security' => ['salt' => env('SECURITY_SALT')],

    'Session' => [
        'defaults' => 'php',
        'handler' => [
            'engine' => 'DynamoDbSession', // App\Http\Session\DynamoDbSession
            'region' => env('AWS_REGION'),
            'table_name' => env('DYNAMODB_SESSION_TABLE_NAME'),
            'session_lifetime' => (int)env('DYNAMODB_SESSION_LIFETIME', '3600'),
        ],
    ],

    'Cache' => [
        '_cake_translations_' => ['className' => ArrayEngine::class],
    ],

    'Error' => [
        'errorLevel' => E_ALL,
        'log' => true,
        'trace' => true,
        'skipLog' => [Cake\Http\Exception\HttpException::class],
    ],

    'Log' => [
        'error' => [
            'className' => ConsoleLog::class,
            'stream' => 'php://stderr',
            'levels' => ['warning', 'error', 'critical', 'alert', 'emergency'],
        ],
    ],
];
