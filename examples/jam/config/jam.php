<?php

// the package's own file also has `credentials` with a key and a secret from the environment: without them, as on a server with
// a role, the SDK refuses to start
return [

    'table' => env('SESSION_TABLE'),

    'lifetime' => env('SESSION_LIFETIME'), // minutes; unset, every session would be born expired

    'aws' => [
        'version' => '2012-08-10',
        'region' => env('AWS_DEFAULT_REGION'),
        'http' => ['connect_timeout' => 2, 'timeout' => 5],
        'retries' => ['mode' => 'standard', 'max_attempts' => 3], // unset, a request may wait for ten
    ],

];
